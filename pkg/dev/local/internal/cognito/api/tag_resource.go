package api

import (
	"maps"
	"strings"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type tagsInput struct {
	ResourceArn string
	Tags        map[string]string
	TagKeys     []string
}

// tagResource adds tags to a pool.
func (a *API) tagResource(in tagsInput) (any, error) {
	return nil, a.changeTags(in.ResourceArn, func(tags map[string]string) { maps.Copy(tags, in.Tags) })
}

// untagResource takes tags away.
func (a *API) untagResource(in tagsInput) (any, error) {
	return nil, a.changeTags(in.ResourceArn, func(tags map[string]string) {
		for _, key := range in.TagKeys {
			delete(tags, key)
		}
	})
}

// listTagsForResource shows them.
func (a *API) listTagsForResource(in tagsInput) (any, error) {
	p, err := a.ofARN(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return map[string]any{"Tags": p.Configuration().UserPoolTags}, nil
}

func (a *API) changeTags(arn string, change func(map[string]string)) error {
	p, err := a.ofARN(arn)
	if err != nil {
		return err
	}
	return p.Configure(func(c *pool.Configuration) error {
		if c.UserPoolTags == nil {
			c.UserPoolTags = map[string]string{}
		}
		change(c.UserPoolTags)
		return nil
	})
}

func (a *API) ofARN(arn string) (*pool.Pool, error) {
	p, ok := a.account.Pool(arn[strings.LastIndex(arn, "/")+1:])
	if !ok || a.account.ARN(p.ID()) != arn {
		return nil, pool.Refuse(pool.ResourceNotFound, "Resource %s does not exist.", arn)
	}
	return p, nil
}
