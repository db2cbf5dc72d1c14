package templates

// What a site sets of its frame. An address is a path of this site or an https URL.
const (
	brand = "cognitossr" // the name of the site, in its frame and in every window's title

	privacyPage = "" // "": no link in the footer
	termsPage   = ""
	helpPage    = ""
)
