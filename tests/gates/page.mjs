// Opens report pages in a real browser and prints what is wrong with them, as JSON:
//   node page.mjs TOOLS CHROMIUM PAPERS PAGE...
// TOOLS holds axe-core and puppeteer-core, PAPERS is the folder for a PDF of each page on A4 and Letter.
// Prints {page: [{view, kind, what}]}; a good page has no findings.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const VIEWS = [
  { name: "wide light", width: 1280, scheme: "light", media: "screen", smallest: 12 },
  { name: "wide dark", width: 1280, scheme: "dark", media: "screen", smallest: 12 },
  { name: "narrow light", width: 320, scheme: "light", media: "screen", smallest: 12 },
  { name: "narrow dark", width: 320, scheme: "dark", media: "screen", smallest: 12 },
  // As wide as A4 between margins of 18 mm; 9.3 px are 7 points.
  { name: "print", width: 658, scheme: "light", media: "print", smallest: 9.3 },
];

const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

const [tools, chromium, papers, ...pages] = process.argv.slice(2);
const { resolve: locate } = createRequire(join(resolve(tools), "any.js"));
const { default: puppeteer } = await import(pathToFileURL(locate("puppeteer-core")));
const axe = readFileSync(locate("axe-core/axe.min.js"), "utf8");

const browser = await puppeteer.launch({
  executablePath: chromium,
  headless: true,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
});
try {
  const results = {};
  for (const page of pages) {
    results[basename(page)] = [...(await asReaderSees(page)), ...(await withoutItsShield(page))];
  }
  console.log(JSON.stringify(results));
} finally {
  await browser.close();
}

/** Look at the page in every view, and print it. */
async function asReaderSees(path) {
  const { page, findings } = await opened(path);
  await page.evaluate(axe);
  const isLong = await page.evaluate(() => document.querySelectorAll("tr").length > 500);
  for (const view of VIEWS) {
    // A long table has the colours of a short one, and takes a minute to look at.
    if (isLong && view.scheme === "dark") continue;
    const note = (kind, what) => findings.push({ view: view.name, kind, what });
    await page.emulateMediaType(view.media);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
    await page.setViewport({ width: view.width, height: 800 });
    // In the dark only colours are another matter than in the light.
    const rules = view.scheme === "dark" ? COLOUR_RULES : null;
    for (const what of await page.evaluate(axeViolations, rules)) note("axe", what);
    for (const [kind, what] of await page.evaluate(layoutFaults, view.smallest)) note(kind, what);
  }
  for (const format of ["A4", "Letter"]) {
    const paper = join(papers, `${basename(path, ".html")}.${format}.pdf`);
    await page.pdf({ path: paper, format, tagged: true, printBackground: true });
  }
  await page.close();
  return findings;
}

/** Load the page as if it had no Content Security Policy: there must be nothing to hold back. */
async function withoutItsShield(path) {
  const { page, findings } = await opened(path, { shield: false });
  for (const what of await page.evaluate(activeContent)) {
    findings.push({ view: "without policy", kind: "active", what });
  }
  await page.close();
  return findings;
}

/** Open a page that can reach nothing, and note requests, messages and scripts while it loads. */
async function opened(path, { shield = true } = {}) {
  const page = await browser.newPage();
  const findings = [];
  const note = (kind, what) =>
    findings.push({ view: shield ? "loading" : "without policy", kind, what });
  const address = pathToFileURL(path).href;

  const debug = await page.createCDPSession();
  debug.on("Debugger.scriptParsed", (script) => {
    if (script.url === address) note("script", `line ${script.startLine + 1}`);
  });
  await debug.send("Debugger.enable");
  page.on("console", (message) => note("console", message.text()));
  page.on("pageerror", (error) => note("console", String(error)));
  page.on("dialog", (dialog) => {
    note("script", `dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const isOwn = request.url() === address || request.url().startsWith("data:");
    if (isOwn) return request.continue();
    note("request", request.url());
    return request.abort();
  });
  await page.setBypassCSP(!shield);
  await page.goto(address, { waitUntil: "load" });
  await debug.detach(); // or all that follows would be ten times slower
  return { page, findings };
}

// The functions below run inside the page.

/** Run these rules of axe-core, or every one up to WCAG 2.2 AA, best practice and experimental ones included. */
async function axeViolations(chosen) {
  // The rule left out takes any large text for a heading, such as a name on a title page.
  const isWanted = ({ ruleId, tags }) =>
    chosen ? chosen.includes(ruleId) : ruleId !== "p-as-heading" && !tags.includes("wcag2aaa");
  const wanted = axe.getRules().filter(isWanted);
  const runOnly = { type: "rule", values: wanted.map((rule) => rule.ruleId) };
  const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
  );
}

/** Find what is too wide, too narrow, too small, cut off or printed over something else. */
function layoutFaults(smallest) {
  const faults = [];
  const root = document.documentElement;
  const text = document.querySelector(".sections");
  if (text && text.getBoundingClientRect().width < innerWidth / 2) {
    faults.push(["narrow", `${text.getBoundingClientRect().width} of ${innerWidth} px`]);
  }
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.body.querySelectorAll("*")].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    );
    const names = wide.slice(0, 5).map((element) => `${element.tagName}.${element.className}`);
    faults.push(["overflow", `${root.scrollWidth} of ${innerWidth} px: ${names.join(", ")}`]);
  }
  for (const [text, size] of textSizes()) {
    if (size < smallest - 0.05) faults.push(["small", `${size.toFixed(1)} px: ${text}`]);
  }
  for (const image of document.images) {
    if (!image.naturalWidth) faults.push(["broken", image.outerHTML.slice(0, 80)]);
  }
  for (const svg of document.querySelectorAll("svg")) faults.push(...pictureFaults(svg));
  return faults;

  function* textSizes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      const text = walker.currentNode.data.trim();
      if (!text || !holder.checkVisibility() || holder.closest("title, desc")) continue;
      const scale = holder.getScreenCTM?.().a ?? 1;
      yield [text.slice(0, 60), parseFloat(getComputedStyle(holder).fontSize) * scale];
    }
  }

  function* pictureFaults(svg) {
    const frame = svg.getBoundingClientRect();
    const drawn = [...svg.querySelectorAll("text")].filter((text) => text.checkVisibility());
    const boxes = drawn.map((text) => [
      text.textContent.trim().slice(0, 60),
      text.getBoundingClientRect(),
    ]);
    for (const [text, box] of boxes) {
      const isCut =
        box.left < frame.left - 1 ||
        box.right > frame.right + 1 ||
        box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1;
      if (isCut) yield ["cut", text];
    }
    for (const [index, [text, box]] of boxes.entries()) {
      for (const [other, its] of boxes.slice(index + 1)) {
        const across = Math.min(box.right, its.right) - Math.max(box.left, its.left);
        const upward = Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top);
        if (across > 1 && upward > 4) yield ["overprint", `${text} / ${other}`];
      }
    }
  }
}

/** Find what could act: in a report nothing can. */
function activeContent() {
  const tags = "script, iframe, object, embed, form, base, link, [http-equiv=refresh]";
  const found = [...document.querySelectorAll(tags)].map((element) => element.outerHTML);
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      const isHandler = name.startsWith("on");
      const isScript = /^\s*(javascript|vbscript|data:text)/i.test(value);
      if (isHandler || isScript) found.push(`${name}="${value}"`);
    }
  }
  return found;
}
