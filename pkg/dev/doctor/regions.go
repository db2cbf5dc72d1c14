package doctor

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"cognitossr/pkg/config"
)

// Replica is the user pool's copy in the second Region.
type Replica struct {
	Status string // "" where the pool has none there; ACTIVE when it serves
}

// ReplicaAPI is the part of *cognitoidentityprovider.Client that knows of other Regions.
type ReplicaAPI interface {
	ListUserPoolReplicas(context.Context, *idp.ListUserPoolReplicasInput,
		...func(*idp.Options)) (*idp.ListUserPoolReplicasOutput, error)
}

// issuerOf is which issuer a pool's tokens name. A pool that does not say has its original one.
func issuerOf(pool *types.UserPoolType) config.IssuerType {
	if pool.IssuerConfiguration == nil || pool.IssuerConfiguration.Type == "" {
		return config.IssuerOriginal
	}
	return config.IssuerType(pool.IssuerConfiguration.Type)
}

func checkIssuer(f Facts) []Finding {
	d := f.Deployment
	if !config.IsPoolID(d.UserPoolID) {
		return found(CodePoolID, "%q is not the id of a user pool.", d.UserPoolID)
	}
	if want := config.IssuerOf(d.UserPoolID, d.IssuerType); d.Issuer != want && !isLoopbackURL(d.Issuer) {
		return found(CodeIssuer, "The issuer is %q, but the pool's tokens say %q.", d.Issuer, want)
	}
	if f.Pool != nil && f.Pool.Issuer != d.IssuerType && d.IssuerType != config.IssuerBoth && !isLoopbackURL(d.Issuer) {
		return found(CodeIssuerType, "The pool's tokens name its %s issuer, and the functions accept the %s one only.",
			f.Pool.Issuer, d.IssuerType)
	}
	return nil
}

func (a *AWS) askReplica(ctx context.Context, f *Facts) error {
	if f.Pool == nil || f.Deployment.SecondRegion == "" || a.Replicas == nil {
		return nil
	}
	output, err := a.Replicas.ListUserPoolReplicas(ctx,
		&idp.ListUserPoolReplicasInput{UserPoolId: aws.String(f.Deployment.UserPoolID)})
	if err != nil {
		return err
	}
	if output.UserPoolReplicas == nil {
		return errNoContent
	}
	f.Replica = &Replica{}
	for _, replica := range output.UserPoolReplicas { // a pool has one at most, and itself
		if aws.ToString(replica.RegionName) == f.Deployment.SecondRegion {
			f.Replica.Status = string(replica.Status)
		}
	}
	return nil
}

func checkReplica(f Facts) []Finding {
	var findings []Finding
	region := f.Deployment.SecondRegion
	if f.Deployment.Failover {
		findings = found(CodeFailover, "The functions use the user pool's replica in %s: nobody can register, choose a new password or change an account.", region)
	}
	switch {
	case f.Replica == nil || f.Replica.Status == string(types.ReplicaStatusTypeActive):
		return findings
	case f.Replica.Status == "":
		return append(findings, found(CodeReplicaMissing, "The user pool has no replica in %s.", region)...)
	}
	return append(findings, found(CodeReplicaInactive, "The user pool's replica in %s is %s.", region, f.Replica.Status)...)
}
