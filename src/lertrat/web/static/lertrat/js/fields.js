// A question's controls as a list of texts, in order, and back: one text, the parts of a date, the cells of a table, the chosen.

export const question = (field) =>
  field.dataset.question || field.name.replace(/_[0-2]$/, (end) => (field.closest(".dateparts") ? "" : end));

const controls = (form) =>
  [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "button", "fieldset"].includes(one.type) && one.dataset.autosave !== "off");

export const group = (form, name) => controls(form).filter((one) => question(one) === name);
export const names = (form) => [...new Set(controls(form).map(question))];
export const counts = (field) => Boolean(field.name) && controls(field.form).includes(field);

export const read = (form, name) =>
  group(form, name)
    .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
    .flatMap((one) => (one.multiple ? [...one.selectedOptions].map((option) => option.value) : [one.value]));

export function write(form, name, values) {
  let boxes = group(form, name);
  const table = boxes[0]?.closest("table");
  while (table && boxes.length < values.length) {
    addRow(table);
    boxes = group(form, name);
  }
  boxes.forEach((one, place) => {
    if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
    else one.value = values[place] ?? "";
    // Counters and the like follow; `restored` tells autosave that nobody typed.
    one.dispatchEvent(new CustomEvent("input", { bubbles: true, detail: "restored" }));
  });
}

// The last row again, empty, with the next number: cell:QUESTION:ROW:COLUMN.
function addRow(table) {
  const last = table.tBodies[0].rows[table.tBodies[0].rows.length - 1];
  const row = last.cloneNode(true);
  for (const box of row.querySelectorAll("input, textarea, select")) {
    const parts = box.name.split(":");
    parts[parts.length - 2] = String(Number(parts[parts.length - 2]) + 1);
    box.name = parts.join(":");
    box.removeAttribute("id");
    box.value = "";
  }
  last.after(row);
}

const marked = (form, name) => group(form, name).find((one) => one.dataset.revision !== undefined) || group(form, name)[0];
export const revision = (form, name) => marked(form, name)?.dataset.revision || "0";
export function setRevision(form, name, number) {
  const field = marked(form, name);
  if (field) field.dataset.revision = number;
  const posted = form.elements[`rev:${name}`];
  if (posted) posted.value = number;
}

const first = (form, name) => group(form, name)[0];
export const place = (form, name) => first(form, name)?.closest(".question, .field") || form;
export const label = (form, name) => {
  const at = place(form, name).querySelector(".field__label, .legend");
  return at ? at.textContent.replace(/\s+/g, " ").trim() : name;
};

// How two answers can be brought together: texts one below the other, rows and choices united, anything else typed anew.
export function joined(form, name, theirs, mine) {
  const box = first(form, name);
  const width = box?.closest("tr")?.querySelectorAll("input, textarea, select").length || 0;
  if (width) return [...rows(theirs, width), ...rows(mine, width).filter((row) => !rows(theirs, width).some((one) => `${one}` === `${row}`))].flat();
  if (box?.type === "checkbox") return [...new Set([...theirs, ...mine])];
  if (box?.tagName === "TEXTAREA") return [[...theirs, ...mine].filter(Boolean).join("\n\n")];
  return null;
}
const rows = (values, width) => {
  const found = [];
  for (let at = 0; at < values.length; at += width) found.push(values.slice(at, at + width));
  return found.filter((row) => row.some((cell) => cell.trim()));
};

// The answer in words, for showing it beside another.
export function words(form, name, values) {
  const boxes = group(form, name);
  const width = boxes[0]?.closest("tr")?.querySelectorAll("input, textarea, select").length || 0;
  if (width) return rows(values, width).map((row) => row.filter(Boolean).join(" · ")).join("\n");
  const named = (value) => {
    const choice = boxes.find((one) => ["checkbox", "radio"].includes(one.type) && one.value === value);
    const option = boxes[0]?.tagName === "SELECT" && [...boxes[0].options].find((one) => one.value === value);
    return choice?.closest("label")?.textContent.trim() || option?.textContent || value;
  };
  return values.filter(Boolean).map(named).join(boxes.length > 1 && boxes[0].type === "text" ? " " : "\n");
}
