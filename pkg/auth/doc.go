// Package auth turns the text of a Cognito token into a verified identity. It must never return a claim that it has not
// verified, never put token text into an error or a log line, and never leave a goroutine behind: a Lambda function is
// frozen between two requests.
//
// A token passes these steps in order, and is refused by the first rule that it breaks:
//
//  1. form: compact serialization, bounded size, strict base64url (RFC 7515 section 7.1, RFC 4648 section 3.5);
//  2. header: RS256 alone, a key id, no member that changes the meaning of the token (RFC 8725 section 3);
//  3. key: the key of that id in the user pool's key set;
//  4. signature, checked by jwx before a single claim is read;
//  5. claims: read by exact name, no member twice, each of the type that Cognito gives it;
//  6. expiry last, so that only a token that is otherwise good is reported as expired.
//
// This package is the only importer of jwx. See
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
package auth
