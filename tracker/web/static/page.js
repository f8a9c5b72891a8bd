// Only enhances: every page works without this file.
"use strict";

// The bar of days: drag, or press the arrow keys; the page of the day follows.
const slide = document.getElementById("slide");
if (slide) {
  const bar = slide.closest(".bar");
  const told = bar.querySelector("output");
  const field = document.getElementById("day");
  const first = Date.parse(slide.dataset.first);
  const began = slide.value;
  const words = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const day = () => new Date(first + slide.value * 864e5);
  let soon;
  slide.closest("[hidden]").hidden = false;
  slide.addEventListener("input", () => {
    clearTimeout(soon);
    slide.setAttribute("aria-valuetext", words.format(day()));
    told.textContent = slide.value === began ? "" : words.format(day());
    field.value = day().toISOString().slice(0, 10);
  });
  slide.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      if (slide.value === began) return;
      sessionStorage.setItem("slid", "1");
      location.assign(bar.dataset.anyday.replace("DAY", day().toISOString().slice(0, 10)));
    }, 400);
  });
  slide.setAttribute("aria-valuetext", words.format(day()));
  if (sessionStorage.getItem("slid")) {
    sessionStorage.removeItem("slid");
    slide.focus({ preventScroll: true });
  }
}

// What one could know: a bar over the days of publication; the page as known then follows.
const known = document.getElementById("known-slider");
if (known) {
  const stops = [...document.querySelectorAll(".stops a")];
  const told = document.querySelector("output[for=known-slider]");
  const here = Math.max(0, stops.findIndex((one) => one.hasAttribute("aria-current")));
  const say = () => {
    told.textContent = stops[known.value].textContent;
    known.setAttribute("aria-valuetext", stops[known.value].closest("li").textContent.trim());
  };
  let soon;
  known.value = here;
  known.closest("[hidden]").hidden = false;
  say();
  known.addEventListener("input", () => {
    clearTimeout(soon);
    say();
  });
  known.addEventListener("change", () => {
    clearTimeout(soon);
    soon = setTimeout(() => {
      if (Number(known.value) === here) return;
      sessionStorage.setItem("knew", "1");
      location.assign(stops[known.value].href);
    }, 400);
  });
  if (sessionStorage.getItem("knew")) {
    sessionStorage.removeItem("knew");
    known.focus({ preventScroll: true });
    known.scrollIntoView({ block: "center" });
  }
}
