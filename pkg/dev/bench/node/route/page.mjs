// The page that both sides render: the same elements and texts as templates/home.templ, as React components.
import { createElement as h } from "react";
import { renderToString } from "react-dom/server";

const Navigation = () =>
  h("nav", { "aria-label": "Site" }, h("ul", null,
    h("li", null, h("a", { href: "/", "aria-current": "page" }, "Home")),
    h("li", null, h("a", { href: "/profile" }, "Profile"))));

const Visitor = ({ email }) =>
  h("p", { className: "visitor known" }, h("span", { className: "hidden" }, "Signed in as "), h("bdi", null, email));

const Button = ({ action, formToken, kind, label }) =>
  h("form", { method: "post", action },
    h("input", { type: "hidden", name: "form_token", value: formToken }),
    h("button", { type: "submit", className: kind }, label));

const Home = ({ email, formToken }) =>
  h("section", { className: "card" },
    h("h1", null, h("bdi", null, `Hello ${email}`)),
    h("p", null, "You are signed in. The server verified your tokens before it rendered this page."),
    h("div", { className: "actions" },
      h("a", { className: "button primary", href: "/profile" }, "Your profile"),
      h(Button, { action: "/auth/logout", formToken, kind: "button", label: "Sign out" })));

const Page = ({ title, email, children }) =>
  h("html", { lang: "en" },
    h("head", null,
      h("meta", { charSet: "utf-8" }),
      h("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      h("meta", { name: "color-scheme", content: "light dark" }),
      h("title", null, title),
      h("link", { rel: "stylesheet", href: "/assets/site.css" }),
      h("link", { rel: "icon", type: "image/svg+xml", href: "/assets/icon.svg" })),
    h("body", null,
      h("a", { className: "skip", href: "#content" }, "Skip to the content"),
      h("header", { className: "site" }, h("div", { className: "bar" },
        h("a", { className: "brand", href: "/" }, h("img", { src: "/assets/icon.svg", alt: "", width: 28, height: 28 }), "cognitossr"),
        h(Navigation), h(Visitor, { email }))),
      h("main", { id: "content", tabIndex: -1 }, children),
      h("footer", { className: "site" }, h("p", null, "Rendered on the server. No script."))));

export const render = (email, formToken) =>
  "<!DOCTYPE html>" + renderToString(h(Page, { title: "Home · cognitossr", email }, h(Home, { email, formToken })));
