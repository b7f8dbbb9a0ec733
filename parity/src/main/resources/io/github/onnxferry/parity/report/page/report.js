"use strict";
(function () {
  const live = document.querySelector(".live");
  const say = (text) => { live.textContent = text; };
  const value = (cell) => {
    if (cell === undefined) { return ""; }
    const number = cell.dataset.v;
    if (number === undefined) { return cell.textContent.trim().toLowerCase(); }
    // What is no number is as bad as can be.
    return number === "NaN" ? Infinity : Number(number);
  };
  const compare = (a, b) => (typeof a === "number" && typeof b === "number"
    ? (a === b ? 0 : a - b)
    : String(a).localeCompare(String(b)));

  function sortable(table) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") !== "descending"
          && (head.classList.contains("n") || head.getAttribute("aria-sort") === "ascending");
        const rows = Array.from(table.tBodies[0].rows, (row) => [value(row.cells[column]), row]);
        rows.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
        table.tBodies[0].append(...rows.map((pair) => pair[1]));
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        say("sorted by " + button.textContent);
      });
    });
  }

  function filterable(table) {
    const label = document.createElement("label");
    label.className = "filter";
    label.textContent = "Filter";
    const input = document.createElement("input");
    input.type = "search";
    label.append(input);
    const place = table.parentElement;
    place.before(label);
    input.addEventListener("input", () => {
      const wanted = input.value.toLowerCase();
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
        shown += row.hidden ? 0 : 1;
      }
      say(shown + " of " + table.tBodies[0].rows.length + " rows");
    });
  }

  function copyable(block) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy the command";
    block.after(button);
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(block);
      const selection = window.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      return document.execCommand("copy");
    };
    button.addEventListener("click", async () => {
      let copied;
      try {
        await navigator.clipboard.writeText(block.textContent);
        copied = true;
      } catch (refused) {
        copied = select();
      }
      button.textContent = copied ? "Copied" : "Selected: copy it with the keyboard";
      say(button.textContent);
    });
  }

  // A place that is linked to is shown even where it lies in something closed.
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    for (let at = target; at !== null; at = at.parentElement) {
      if (at.tagName === "DETAILS") { at.open = true; }
    }
  }

  // Paper has nothing to click on.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll("details.output, details.output details").forEach((d) => { d.open = true; });
  });
  document.querySelectorAll("table.rows").forEach((table) => {
    if (table.tBodies[0].rows.length > 1) { sortable(table); }
    if (table.tBodies[0].rows.length > 10) { filterable(table); }
  });
  document.querySelectorAll("pre.copy").forEach(copyable);
  window.addEventListener("hashchange", reveal);
  reveal();
})();
