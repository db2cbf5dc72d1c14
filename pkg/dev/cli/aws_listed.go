package main

// listedCommand is a command as the help shows it.
type listedCommand struct{ use, short string }

// awsListed are the commands of awsCommands, for the tool that is compiled without them.
var awsListed = []listedCommand{
	{"users", "List, create, change, import and export the users of a user pool"},
	{"doctor", "Check a deployed site for problems that keep people from signing in"},
	{"deploy", "Build everything, deploy it to AWS with Terraform, and test the deployed site"},
	{"rotate-secret", "Replace the app clients' secrets without signing anybody out"},
}
