// What a test hands to a client, and how the client tells what happened: a line for each thing that was tried.
export const settings = JSON.parse(process.env.CLIENT_SETTINGS);

export function report(what, worked, error) {
  console.log(`${worked ? 'ok' : 'FAILED'} ${what}${worked || error === undefined ? '' : `: ${error}`}`);
}

// outcome is what a call returned, or its error as text.
export async function outcome(call) {
  try {
    return await call();
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

// idp calls an operation of the API without a library.
export async function idp(operation, input) {
  const answer = await fetch(settings.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify(input),
  });
  return answer.json();
}

// mailed is the newest code that was sent to an address.
export async function mailed(address) {
  const mails = await (await fetch(`${settings.endpoint}_local/inbox`)).json();
  return mails.find((mail) => mail.to === address).code;
}
