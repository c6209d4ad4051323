// What the scripts share: the page's language, whose page it is, the token of this moment, small elements.

export const english = document.documentElement.lang === "en";
export const say = (th, en) => (english ? en : th);

// Who was signed in when the server made this page; "" on a page for everybody.
export const person = () => document.body.dataset.person || "";

// The token of this moment: a new sign-in, here or in another tab, changes it, and the one written into the page is then stale.
export function token() {
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/);
  return cookie ? cookie[1] : document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
}

export function renewToken(given = token()) {
  if (given) document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((field) => (field.value = given));
}

// element("button", {class: "linklike", type: "button"}, "คำ", child…)
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false && value !== undefined) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
}

export function button(words, press, look = "button button--second button--small") {
  const made = element("button", { type: "button", class: look }, words);
  made.addEventListener("click", press);
  return made;
}

export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
export const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Press the button again, from inside the event that was stopped: a form that is still being submitted would not hear it.
export const pressAgain = (form, submitter) => setTimeout(() => form.requestSubmit(submitter));
