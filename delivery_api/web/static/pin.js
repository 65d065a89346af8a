// A code that was read with a camera brings the PIN in the part of the address that no server sees: it is written into
// its box, and goes from the address, so that it stands in no history.
const box = document.querySelector("#pin");

function bring() {
  const brought = location.hash.slice(1);
  if (!/^[0-9A-Za-z]{9}$/.test(brought)) return;
  history.replaceState(null, "", location.pathname + location.search);
  box.value = brought.replace(/(...)(?=.)/g, "$1 ");
  const go = box.form.querySelector("button");
  document.querySelector("#pin-brought").hidden = false;
  go.setAttribute("aria-describedby", "pin-brought"); // it is read out with the button that gets the focus
  go.focus();
}

bring();
addEventListener("hashchange", bring);
