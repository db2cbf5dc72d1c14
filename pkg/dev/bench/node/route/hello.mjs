// What Node's runtime costs without any work.
export const handler = async () => ({ statusCode: 200, headers: { "content-type": "text/html; charset=utf-8" }, body: "<h1>Hello</h1>" });
