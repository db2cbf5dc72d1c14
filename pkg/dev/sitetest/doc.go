// Package sitetest tests the whole site as it is deployed: the functions are built, started as processes, and served
// events by a Lambda Runtime API, while a user pool of the tests answers them. It must not test one function alone. It
// has no code besides its tests.
package sitetest
