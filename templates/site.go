package templates

// brand is the name of the site, in its frame and in every window's title. ./build.sh init writes it.
const brand = "cognitossr"

// The pages that the footer links to: paths of this site or https URLs. "" is no link.
const (
	privacyPage = ""
	termsPage   = ""
	helpPage    = ""
)
