// Hands the options of a form to the browser's passkeys, and sends what the browser answers with the form.
const form = document.getElementById('passkey');
const problem = document.getElementById('problem');

async function ask(options) {
  if (options.rp) {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  problem.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await ask(JSON.parse(form.dataset.options)));
    form.submit();
  } catch (error) {
    problem.textContent = { InvalidStateError: form.dataset.known, NotAllowedError: form.dataset.refused }[error.name] || error.message;
    problem.hidden = false;
  }
});
