"use strict";
(() => {
  const table = document.getElementById("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const form = document.querySelector(".filters");
  const find = document.getElementById("find");
  const byRule = document.getElementById("by-rule");
  const byStack = document.getElementById("by-stack");
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));

  const matches = (row) => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rules = row.dataset.rules.split(" ").filter(Boolean);
    const stacks = row.dataset.stacks.split("|").filter(Boolean);
    const one = (wanted, held) =>
      !wanted || (wanted === "-" ? !held.length : wanted === "*" ? held.length > 0 : held.includes(wanted));
    return words.every((word) => texts.get(row).includes(word))
      && one(byRule.value, rules) && (!byStack || one(byStack.value, stacks));
  };

  const filter = () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !matches(row);
      shown += !row.hidden;
    }
    document.getElementById("shown").value = `${shown} of ${rows.length} users shown`;
  };

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  };

  const sort = (head, column) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
    rows.sort((a, b) => (up ? 1 : -1) * order.compare(key(a, column), key(b, column)));
    body.append(...rows);
  };

  const heads = [...table.tHead.rows[0].cells].map((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head, column));
    head.replaceChildren(button);
    return { head, button };
  });
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  filter();

  // A row that is hidden cannot be jumped to.
  const reveal = () => {
    const row = document.getElementById(location.hash.slice(1));
    if (row && row.hidden) { form.reset(); setTimeout(() => row.scrollIntoView()); }
  };
  window.addEventListener("hashchange", reveal);

  // Paper has nothing to click; and heads with buttons would stand on the first sheet only.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const one of closed) one.open = true;
    for (const { head, button } of heads) head.replaceChildren(button.textContent);
  });
  window.addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
    for (const { head, button } of heads) head.replaceChildren(button);
  });
})();
