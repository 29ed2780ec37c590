// Sorts and searches the table of businesses. It has no words of its own and loads nothing.
(() => {
  "use strict";
  const table = document.getElementById("clients");
  if (!table) return;
  const language = document.documentElement.lang;
  const collator = new Intl.Collator(language, { numeric: true, sensitivity: "base" });
  const numbers = new Intl.NumberFormat(language);
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);

  const textOf = (row, column) => row.cells[column].textContent;
  const typed = (text) => text.replaceAll("\u2212", "-"); // the minus of print as that of the keyboard
  const plain = (text) => typed(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function keysOf(column) {
    const { kind, ranks } = heads[column].dataset;
    if (kind === "number") return (text) => (text ? parseFloat(typed(text)) : NaN);
    if (kind === "rank") return (text) => ranks.split("|").indexOf(text);
    return (text) => text;
  }

  /** Compare two keys; what is not known comes last, whichever way the others go. */
  function compared(one, other, way) {
    const isMissing = [one, other].map((key) => key === "" || Number.isNaN(key));
    if (isMissing[0] || isMissing[1]) return isMissing[0] - isMissing[1];
    return way * (typeof one === "string" ? collator.compare(one, other) : one - other);
  }

  function sortBy(column) {
    const head = heads[column];
    const first = head.dataset.kind === "number" ? "descending" : "ascending";
    const second = first === "ascending" ? "descending" : "ascending";
    const order = head.ariaSort === first ? second : first;
    heads.forEach((each) => each.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", order);
    const keyOf = keysOf(column);
    const keys = new Map(rows.map((row) => [row, keyOf(textOf(row, column))]));
    const way = order === "ascending" ? 1 : -1;
    rows.sort((one, other) => compared(keys.get(one), keys.get(other), way));
    body.append(...rows);
  }

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(column));
    head.append(button);
  });
  heads[0].setAttribute("aria-sort", "ascending");
  table.classList.add("sortable");

  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const contents = new Map();

  function wordsOf(row) {
    if (!contents.has(row)) {
      contents.set(row, plain(Array.from(row.cells, (cell) => cell.textContent).join("\n")));
    }
    return contents.get(row);
  }

  function find() {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => wordsOf(row).includes(word));
      count += !row.hidden;
    }
    const told = shown.dataset.shown
      .replace("{shown}", numbers.format(count))
      .replace("{all}", numbers.format(rows.length));
    shown.textContent = count ? told : shown.dataset.nothing;
  }

  search.addEventListener("input", find);
  document.getElementById("finder").hidden = false;
  find();
})();
