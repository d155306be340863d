// Warns five minutes before an idle session ends and goes on with it at a press. The server is asked first how much time
// is left, because another window of the same person may have shown life meanwhile.

const WARN_BEFORE = 5 * 60;
const dialog = document.getElementById("session-ends");
const button = dialog?.querySelector("[data-session-continue]");
const address = button?.dataset.sessionContinue;
let timer;

async function ask(method) {
  const headers = { Accept: "application/json" };
  if (method === "POST") headers["X-CSRFToken"] = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const answer = await fetch(address, { method, headers, redirect: "error" });
  if (answer.status === 401) {
    window.location.reload();
    return null;
  }
  return answer.ok ? answer.json() : null;
}

function plan(left) {
  window.clearTimeout(timer);
  const wait = Math.min(left.idle, left.whole) - WARN_BEFORE;
  timer = window.setTimeout(check, Math.max(wait, 20) * 1000);
}

async function check() {
  try {
    const left = await ask("GET");
    if (!left) return;
    if (Math.min(left.idle, left.whole) <= WARN_BEFORE + 5) {
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) {
      dialog.close();
    }
    plan(left);
  } catch {
    timer = window.setTimeout(check, 60 * 1000); // no connection: ask again later
  }
}

if (button) {
  button.addEventListener("click", async () => {
    try {
      const left = await ask("POST");
      if (left) plan(left);
      dialog.close();
    } catch {
      timer = window.setTimeout(check, 20 * 1000);
    }
  });
  timer = window.setTimeout(check, 20 * 60 * 1000);
}
