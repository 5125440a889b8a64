// Keeps what is typed into a form on this device until it was sent: a reload or a lost connection loses no word.
// Nothing needs it; without scripts the forms work as they are. It keeps no file, no password and no hidden field.
(function () {
  "use strict";
  var PREFIX = "zi-draft:", SENT = "zi-draft-sent", DAY = 86400000, KEPT = 7 * DAY;
  var store;
  try { store = window.localStorage; store.getItem(PREFIX); } catch (error) { return; }

  function keys() {
    var found = [];
    for (var n = 0; n < store.length; n += 1) {
      if (store.key(n).indexOf(PREFIX) === 0) { found.push(store.key(n)); }
    }
    return found;
  }

  function read(key) {
    try { return JSON.parse(store.getItem(key)) || {}; } catch (error) { return {}; }
  }

  function forget(key) { store.removeItem(key); }

  function forgetAll() { keys().forEach(forget); window.sessionStorage.removeItem(SENT); }

  function kept(field) {
    return field.name && (field.tagName === "TEXTAREA" || field.tagName === "SELECT" ||
      ["text", "number", "date", "time", "search"].indexOf(field.type) >= 0);
  }

  function fields(form) { return Array.prototype.filter.call(form.elements, kept); }

  // what the page came with; a field may hold more by now: people type before this script has come
  function first(field) {
    if (field.tagName !== "SELECT") { return field.defaultValue; }
    var chosen = Array.prototype.filter.call(field.options, function (each) { return each.defaultSelected; });
    return (chosen[0] || field.options[0] || {}).value;
  }

  function keep(form, key) {
    var typed = {}, some = false;
    fields(form).forEach(function (field) {
      if (field.value !== first(field)) { typed[field.name] = field.value; some = true; }
    });
    if (!some) { forget(key); return; }
    try { store.setItem(key, JSON.stringify({ at: Date.now(), typed: typed })); } catch (error) { return; }
  }

  function restore(form, key) {
    var draft = read(key), back = false, refused = document.querySelector(".summary");
    fields(form).forEach(function (field) {
      var text = draft.typed && draft.typed[field.name];
      // what the server sent back with its reasons is newer than the draft, and so is what was typed just now
      if (typeof text === "string" && !refused && field.value === first(field) && text !== field.value) {
        field.value = text; back = back || field.value === text;
        var room = field.closest("details");
        if (room) { room.open = true; }
      }
    });
    var note = form.querySelector("[data-draft-note]");
    if (back && note) { note.hidden = false; }
  }

  function attend(form) {
    var key = PREFIX + form.getAttribute("data-draft");
    restore(form, key);
    if (!document.querySelector(".summary")) { keep(form, key); }
    form.addEventListener("input", function () { keep(form, key); });
    form.addEventListener("submit", function () {
      // several forms may lead to one deed; what they hold is done together
      var sent = form.hasAttribute("data-draft-joins") ? window.sessionStorage.getItem(SENT) : "";
      window.sessionStorage.setItem(SENT, sent ? sent + " " + key : key);
    });
  }

  var owner = document.body.getAttribute("data-person") || "";
  keys().forEach(function (key) {
    var draft = read(key), whose = key.slice(PREFIX.length).split(".")[0];
    var foreign = owner && whose !== owner;
    if (foreign || !(Date.now() - draft.at < KEPT)) { forget(key); }
  });
  if (document.querySelector("[data-draft-done]")) {
    var sent = window.sessionStorage.getItem(SENT);
    if (sent) { sent.split(" ").forEach(forget); window.sessionStorage.removeItem(SENT); }
  }
  if (document.querySelector("[data-draft-end]")) { forgetAll(); }
  Array.prototype.forEach.call(document.querySelectorAll("form[data-draft]"), attend);
  Array.prototype.forEach.call(document.querySelectorAll("form[action]"), function (form) {
    if (/^\/keluar(\?|$)/.test(form.getAttribute("action"))) { form.addEventListener("submit", forgetAll); }
  });
}());
