// Uploading with progress. Without this script the form works by itself, and the file field takes drops by itself.
"use strict";

const form = document.querySelector("form[data-upload]");
if (form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".dropzone");
  const box = form.querySelector("[data-progress]");
  const words = form.querySelector("[data-progress-text]");
  const bar = form.querySelector("progress");
  const button = form.querySelector("button");
  const say = (text) => { box.hidden = false; words.textContent = text; };

  for (const kind of ["dragenter", "dragover"])
    zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("over"); });
  for (const kind of ["dragleave", "drop"])
    zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file) return; // the server says what is missing
    event.preventDefault();
    const limit = Number(form.dataset.limitMb);
    if (file.size > limit * 1024 * 1024) {
      bar.hidden = true;
      say(`The file has ${Math.round(file.size / 1048576)} MB; up to ${limit} MB can be uploaded. Please leave out the data that we sent.`);
      return;
    }
    const request = new XMLHttpRequest();
    const again = () => { button.disabled = false; bar.hidden = true; };
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (part) => {
      if (!part.lengthComputable) return;
      bar.hidden = false;
      bar.value = Math.round((100 * part.loaded) / part.total);
      say(part.loaded < part.total ? `Uploading, ${bar.value} %` : "It has arrived and is being checked. This can take a minute; please leave the page open.");
    });
    request.addEventListener("load", () => {
      if (request.status < 300 && request.responseURL !== location.href) { location.assign(request.responseURL); return; }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const problem = answer.querySelector(".alert.error p, .error-summary li");
      say(problem ? problem.textContent : "The upload did not work. Nothing that you uploaded before is touched; please try again.");
      again();
    });
    request.addEventListener("error", () => {
      say("The connection broke off before everything had arrived. Nothing that you uploaded before is touched; please try again.");
      again();
    });
    button.disabled = true;
    bar.hidden = false;
    bar.value = 0;
    say("Uploading");
    request.send(new FormData(form));
  });
}
