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
