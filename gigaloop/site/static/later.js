// What is simulated comes later, when it is in view: sentences and pictures of the question's own page.
async function fill(box) {
  const status = box.querySelector("[role=status]");
  try {
    const reply = await fetch(box.dataset.later), told = new DOMParser().parseFromString(await reply.text(), "text/html");
    const found = [...told.querySelectorAll("main .says, main figure")];
    if (told.querySelector(".refused") || !found.length) { box.remove(); return; } // it has no accounts to follow
    status.textContent = "";
    box.append(...found.map((one) => document.adoptNode(one)));
    // the first picture stands open; its narrow form goes with it
    const rest = [...box.querySelectorAll("figure")].filter((one, n) => n > 1 || (n && !one.matches(".narrow")));
    if (rest.length) {
      const more = document.createElement("details"), name = document.createElement("summary");
      name.textContent = box.dataset.more;
      more.append(name, ...rest);
      box.append(more);
    }
    document.dispatchEvent(new Event("pictures"));
  } catch { box.remove(); }
}
const seen = new IntersectionObserver((entries) => { for (const entry of entries) if (entry.isIntersecting) { seen.unobserve(entry.target); fill(entry.target); } }, { rootMargin: "200px" });
for (const box of document.querySelectorAll("[data-later]")) seen.observe(box);
