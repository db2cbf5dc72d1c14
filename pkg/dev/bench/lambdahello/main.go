// Command lambdahello is the yardstick of every figure about a function: the smallest HTTP answer through the same aws-lambda-go. It reads nothing of
// its event and must not become cleverer.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

type answer struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Body       string            `json:"body"`
}

func main() {
	lambda.Start(func(context.Context) (answer, error) {
		return answer{200, map[string]string{"content-type": "text/html; charset=utf-8"}, "<h1>Hello</h1>"}, nil
	})
}
