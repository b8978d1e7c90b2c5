// Shows what only a browser with passkeys can use, and says when one did not work.
for (const each of document.querySelectorAll("[data-passkey]")) {
  each.hidden = !window.PublicKeyCredential;
}
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey-problem").hidden = false;
});
