// Passkeys. A form with data-passkey="get" or "create" asks data-options (POST) what to ask the device, puts the device's answer
// into its field `answer`, and goes its way as a form. Shown only where the browser knows passkeys.

const english = document.documentElement.lang === "en";
const say = (th, en) => (english ? en : th);
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked(options) {
  const made = { ...options, challenge: bytes(options.challenge) };
  if (options.user) made.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) made.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) made.allowCredentials = known(options.allowCredentials);
  return made;
}

function plain(credential) {
  const { response } = credential;
  const told = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    told.attestationObject = text(response.attestationObject);
    told.transports = response.getTransports ? response.getTransports() : [];
  } else {
    told.authenticatorData = text(response.authenticatorData);
    told.signature = text(response.signature);
    told.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response: told, clientExtensionResults: {} };
}

// Also for whoever signs somebody in over an open form: the answer to the options of `url`, ready to be sent as JSON.
export async function passkey(way, url, token) {
  const reply = await fetch(url, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!reply.ok) throw new Error("options");
  const publicKey = asked(await reply.json());
  return plain(await navigator.credentials[way]({ publicKey }));
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const line = form.querySelector("[data-passkey-says]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    line.textContent = say("ทำตามที่อุปกรณ์แจ้ง", "Follow your device");
    try {
      const answer = await passkey(form.dataset.passkey, form.dataset.options, form.elements.csrfmiddlewaretoken.value);
      form.elements.answer.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      line.textContent =
        error.name === "InvalidStateError"
          ? say("อุปกรณ์นี้มีพาสคีย์ของบัญชีนี้อยู่แล้ว", "This device already holds a passkey of this account.")
          : say("ยังไม่ได้ใช้พาสคีย์ กดปุ่มเพื่อลองใหม่ หรือใช้วิธีอื่น", "No passkey was used. Press to try again, or use another way.");
    }
  });
}
