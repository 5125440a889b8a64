// Keeps what is typed into a form on this device until it was sent: a reload or a lost connection loses no word.
// Nothing needs it; without scripts the forms work as they are. It keeps no file and no password,
// and of hidden fields only which version of the page was typed over.
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

  function ticked(field) { return field.type === "checkbox" || field.type === "radio"; }

  function kept(field) {
    return field.name && (field.tagName === "TEXTAREA" || field.tagName === "SELECT" || ticked(field) ||
      ["text", "number", "date", "time", "search"].indexOf(field.type) >= 0);
  }

  function fields(form) { return Array.prototype.filter.call(form.elements, kept); }

  // boxes of one name are told apart by what they stand for
  function slot(field) { return ticked(field) ? field.name + "=" + field.value : field.name; }

  function now(field) { return ticked(field) ? (field.checked ? "x" : "") : field.value; }

  // what the page came with; a field may hold more by now: people type before this script has come
  function first(field) {
    if (ticked(field)) { return field.defaultChecked ? "x" : ""; }
    if (field.tagName !== "SELECT") { return field.defaultValue; }
    var chosen = Array.prototype.filter.call(field.options, function (each) { return each.defaultSelected; });
    return (chosen[0] || field.options[0] || {}).value;
  }

  function fill(field, text) {
    if (ticked(field)) { field.checked = text === "x"; } else { field.value = text; }
    return now(field) === text;
  }

  function version(form) {
    return form.querySelector("input[type=hidden][name=version], input[type=hidden][name=versi]");
  }

  // a page that says why nothing was done, or what has changed meanwhile, comes with what was typed: its fields are not untouched
  var refused = document.querySelector(".summary[role=alert], #changed");

  function keep(form, key) {
    var before = refused && read(key).typed || {}, typed = {}, some = false, over = version(form);
    fields(form).forEach(function (field) {
      if (now(field) !== first(field) || slot(field) in before) { typed[slot(field)] = now(field); some = true; }
    });
    if (!some) { forget(key); return; }
    var draft = { at: Date.now(), typed: typed, over: over && over.value };
    try { store.setItem(key, JSON.stringify(draft)); } catch (error) { return; }
  }

  function restore(form, key) {
    var draft = read(key), typed = draft.typed || {}, back = false, over = version(form);
    fields(form).forEach(function (field) {
      var text = typed[slot(field)];
      // what was typed just now is newer than the draft
      if (typeof text === "string" && now(field) === first(field) && text !== now(field) && fill(field, text)) {
        back = true;
        var room = field.closest("details");
        if (room) { room.open = true; }
      }
    });
    // it was typed over what stood there then: whoever sends it sees what has changed since
    if (back && over && typeof draft.over === "string") { over.value = draft.over; }
    var note = form.querySelector("[data-draft-note]");
    if (back && note) { note.hidden = false; }
  }

  function without(sent, key) { return sent.split(" ").filter(function (each) { return each !== key; }).join(" "); }

  function attend(form) {
    var key = PREFIX + form.getAttribute("data-draft"), session = window.sessionStorage;
    if (refused) {
      session.setItem(SENT, without(session.getItem(SENT) || "", key));
    } else {
      restore(form, key);
      keep(form, key);
    }
    ["input", "change"].forEach(function (news) { form.addEventListener(news, function () { keep(form, key); }); });
    form.addEventListener("submit", function () {
      // several forms may lead to one deed; what they hold is done together
      var sent = form.hasAttribute("data-draft-joins") ? without(session.getItem(SENT) || "", key) : "";
      session.setItem(SENT, sent ? sent + " " + key : key);
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
