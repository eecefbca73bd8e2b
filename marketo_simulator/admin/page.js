// Open dialogs in place, filter lists, copy values and follow calls on the admin page.
// Without this script each dialog is a page, and every form works as it is.

const dialog = document.createElement("dialog");
const spoken = document.createElement("p");
spoken.className = "quiet";
spoken.setAttribute("role", "status");
document.documentElement.classList.add("scripted");
document.body.append(dialog, spoken);

// Screen readers do not read live regions outside an open modal dialog.
function say(words) {
  (dialog.open ? dialog : document.body).append(spoken);
  spoken.textContent = words;
}

function focusStatus(place) {
  const status = place.querySelector("[role=status]:not(.quiet)");
  if (status) {
    status.tabIndex = -1;
    status.focus();
  }
  return Boolean(status);
}

async function show(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  dialog.setAttribute("aria-label", main.querySelector("h1").textContent);
  dialog.replaceChildren(...main.childNodes);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  if (!focusStatus(dialog)) dialog.querySelector("input:not([type=hidden]), select, button, a")?.focus();
}

async function open(link) {
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    await show(answer);
  } catch {
    location.assign(link.href);
  }
}

// Send a form, and show the first page, or a page of the dialog (its next step, or why it was refused).
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(button?.getAttribute("formaction") ?? form.action, { method: "POST", body });
  if (answer.redirected) location.assign(answer.url);
  else await show(answer);
}

document.addEventListener("click", event => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.dataset.opens === "dialog") {
    event.preventDefault();
    open(link);
  } else if (link.dataset.closes && dialog.contains(link)) {
    event.preventDefault();
    dialog.close();
  }
});

dialog.addEventListener("submit", event => {
  event.preventDefault();
  send(event.target, event.submitter).catch(() => say("The simulator does not answer."));
});

document.addEventListener("click", async event => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  const label = button.firstChild;
  try {
    await navigator.clipboard.writeText(button.dataset.value);
    label.textContent = "Copied";
  } catch {
    label.textContent = "Not copied";
  }
  say(button.textContent);
  setTimeout(() => { label.textContent = "Copy"; }, 2000);
});

// Permissions: count how many of a group are ticked, and tick or untick them all.
function boxes(group) {
  return [...group.querySelectorAll("input[type=checkbox]")];
}
function count(group) {
  const number = group.querySelector("legend .count");
  if (number) number.textContent = boxes(group).filter(box => box.checked).length;
}
dialog.addEventListener("change", event => count(event.target.closest("fieldset") ?? dialog));
dialog.addEventListener("click", event => {
  const group = event.target.closest("button.all")?.closest("fieldset");
  if (!group) return;
  const tick = boxes(group).some(box => !box.checked);
  boxes(group).forEach(box => { box.checked = tick; });
  count(group);
});

// Lists: show the lines that contain every word typed. The words are kept when a form is sent.
for (const find of document.querySelectorAll("input[type=search]")) {
  const lines = [...document.querySelectorAll(`#${find.dataset.list} tbody tr`)];
  const texts = lines.map(line => line.textContent.toLowerCase());
  const shown = document.getElementById(find.getAttribute("aria-describedby"));
  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/);
    const hits = texts.map(text => words.every(word => text.includes(word)));
    lines.forEach((line, at) => { line.hidden = !hits[at]; });
    shown.value = `${hits.filter(Boolean).length} of ${lines.length} shown`;
    sessionStorage.setItem(find.id, find.value);
  };
  find.value = sessionStorage.getItem(find.id) ?? find.value;
  find.form.addEventListener("submit", event => event.preventDefault());
  find.addEventListener("input", filter);
  filter();
}

// Calls: fetch them again at a click, or every two seconds while the box is ticked.
async function refresh() {
  const answer = await fetch("/admin/calls");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#calls-counted", "#calls-list"]) {
    document.querySelector(part).replaceWith(page.querySelector(part));
  }
}
const follow = document.getElementById("follow");
if (follow) {
  const quietly = () => refresh().catch(() => { follow.checked = false; });
  follow.addEventListener("change", () => { if (follow.checked) quietly(); });
  setInterval(() => { if (follow.checked && !document.hidden) quietly(); }, 2000);
  document.getElementById("refresh").addEventListener("click", event => {
    event.preventDefault();
    quietly().then(() => say("Calls refreshed."));
  });
}

if (location.search) history.replaceState(null, "", location.pathname + location.hash);
focusStatus(document);
