// How far an answer is: events of the server; when it is there the page comes again, and now finds it kept.
const work = document.getElementById("work"), far = document.getElementById("far"), said = document.getElementById("said");
const stop = document.getElementById("stop"), again = document.getElementById("again");
const events = new EventSource(work.dataset.events);
const end = (text) => { events.close(); far.hidden = stop.hidden = true; again.hidden = false; said.textContent = text; };
events.addEventListener("progress", (event) => {
  const { done, of } = JSON.parse(event.data);
  far.max = of; far.value = done;
  said.textContent = said.dataset.paths.replace("{done}", done.toLocaleString("en")).replace("{of}", of.toLocaleString("en"));
});
for (const name of ["done", "refused"]) events.addEventListener(name, () => { events.close(); location.replace(again.href); });
events.addEventListener("error", () => end(said.dataset.stopped));
stop.addEventListener("click", () => end(said.dataset.stopped)); // who hangs up cancels
