"""Hold how the admin page looks, and the few keys and buttons that need a script.

Everything works without the script too: it copies credentials, and closes a dialog on Escape.
"""

from __future__ import annotations

from markupsafe import Markup

STYLE = Markup("""
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d6dbe2;--page:#f4f6f9;
--card:#fff;--accent:#5a3fc0;--on-accent:#fff;--good:#0b6b3a;--bad:#a3211c;--told:#fff6d6}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ee;--soft:#a2acba;--line:#3a424e;
--page:#14181e;--card:#1d232b;--accent:#b3a1ff;--on-accent:#14181e;--good:#6fd39b;--bad:#ff9a94;
--told:#3a3312}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
main{max-width:75rem;margin:0 auto;padding:1rem}
h1{font-size:1.35rem;margin:.5rem 0}h2{font-size:1.1rem;margin:0 0 .6rem}h3{font-size:1rem}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;margin:.2rem 0 1rem}
a{color:var(--accent)}
section,dialog{background:var(--card);border:1px solid var(--line);border-radius:.6rem;
padding:1rem;margin:0 0 1rem;overflow-x:auto}
dialog{position:static;color:inherit;width:min(46rem,100%);margin:1rem auto;display:block}
table{border-collapse:collapse;width:100%}
th{color:var(--soft);font-weight:600;font-size:.85rem}
th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);
vertical-align:top}
tbody tr:hover{background:color-mix(in srgb,var(--accent) 7%,transparent)}
form{margin:.4rem 0}
label{display:inline-block;margin:.15rem 1rem .15rem 0}
dialog label{display:block}
fieldset label{display:block;margin:.1rem 0;padding-left:1.6em;text-indent:-1.6em}
.whom{font-size:0}
dialog form+form{border-top:1px solid var(--line);padding-top:.7rem}
input:not([type=checkbox]),select{font:inherit;color:inherit;background:var(--page);
border:1px solid var(--line);border-radius:.35rem;padding:.35rem .5rem;max-width:100%}
dialog input:not([type=checkbox]),dialog select{display:block;width:100%}
fieldset{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.4rem .8rem}
legend{font-weight:600}
.columns{columns:15rem auto;column-gap:1.2rem}
button{font:inherit;border:1px solid var(--accent);border-radius:.35rem;padding:.35rem .8rem;
background:var(--accent);color:var(--on-accent);cursor:pointer}
button.quiet{background:none;color:var(--accent);padding:.1rem .5rem;font-size:.85rem}
button.danger{background:none;border-color:var(--bad);color:var(--bad)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
summary{cursor:pointer;color:var(--accent)}
[role=status]{background:var(--told);border-radius:.4rem;padding:.6rem .8rem}
.good{color:var(--good)}.bad{color:var(--bad)}.soft{color:var(--soft)}
td.code,code{font-family:ui-monospace,monospace;font-size:.9em;overflow-wrap:anywhere}
@media (max-width:44rem){thead{position:absolute;clip-path:inset(50%)}
tr{display:block;padding:.4rem 0;border-bottom:1px solid var(--line)}
td{display:block;border:0;padding:.1rem 0}}
""")

SCRIPT = Markup("""
const credentials = "#services td:nth-child(3),#services td:nth-child(4)";
for (const cell of document.querySelectorAll(credentials)) {
  const value = cell.textContent, button = document.createElement("button");
  button.type = "button"; button.className = "quiet"; button.textContent = "Copy";
  button.setAttribute("aria-label", "Copy " + value);
  button.onclick = () => navigator.clipboard.writeText(value).then(() => {
    button.textContent = "Copied";
  });
  cell.append(" ", button);
}
addEventListener("keydown", (pressed) => {
  if (pressed.key === "Escape" && document.querySelector("dialog")) location.href = "/";
});
""")
