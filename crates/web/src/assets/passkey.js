// 通行密钥：asks the browser for what the page's form says, fills the answer in and sends the form.
"use strict";

// In a block: names of the page's other scripts stay theirs.
{
  function bytes(text) {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function keys(form) {
    const ids = form.dataset.keys.split(",").filter((id) => id !== "");
    return ids.map((id) => ({ type: "public-key", id: bytes(id) }));
  }

  async function make(form) {
    const data = form.dataset;
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: bytes(data.challenge),
        rp: { id: data.party, name: data.organ },
        user: { id: bytes(data.user), name: data.account, displayName: data.account },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: keys(form),
        authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
        attestation: "none",
        timeout: 240000,
      },
    });
    return { credential: made.rawId, client: made.response.clientDataJSON, authenticator: made.response.getAuthenticatorData() };
  }

  async function answer(form) {
    const got = await navigator.credentials.get({
      publicKey: {
        challenge: bytes(form.dataset.challenge),
        rpId: form.dataset.party,
        allowCredentials: keys(form),
        userVerification: form.dataset.verification,
        timeout: 240000,
      },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = got.response;
    return { credential: got.rawId, client: clientDataJSON, authenticator: authenticatorData, signature, user: userHandle ?? new ArrayBuffer(0) };
  }

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const [button, said] = [form.querySelector("[data-go]"), form.querySelector("[data-said]")];
    if (!window.isSecureContext || !window.PublicKeyCredential) continue;
    button.hidden = false;
    said.textContent = "";
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const given = await (form.dataset.passkey === "create" ? make(form) : answer(form));
        for (const [name, buffer] of Object.entries(given)) form.elements[name].value = text(buffer);
        form.submit();
      } catch (error) {
        said.textContent = error.name === "InvalidStateError" ? "这个密钥已经添加过。" : "没有完成。请重试，或者换一种办法。";
        button.disabled = false;
      }
    });
  }
}
