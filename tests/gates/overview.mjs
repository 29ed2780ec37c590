// Uses the table of an overview page as its readers do, and prints what they then see, as JSON:
//   node overview.mjs TOOLS CHROMIUM PAGE

import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [tools, chromium, path] = process.argv.slice(2);
const { resolve: locate } = createRequire(join(resolve(tools), "any.js"));
const { default: puppeteer } = await import(pathToFileURL(locate("puppeteer-core")));

const browser = await puppeteer.launch({
  executablePath: chromium,
  headless: true,
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});
try {
  const seen = {};
  const page = await opened({ scripts: true });
  seen.begin = await page.evaluate(table);

  await page.type("#search", "CLINICA  high");
  seen.found = await page.evaluate(table);
  await page.type("#search", " zzz");
  seen.nothing = await page.evaluate(table);
  await page.$eval("#search", (field) => {
    field.value = "";
    field.dispatchEvent(new Event("input"));
  });

  const heads = await page.$$("#clients thead button");
  for (const [name, column] of [["confidence", 3], ["margin", 4]]) {
    await heads[column].click();
    seen[name] = await page.evaluate(table);
  }
  await heads[4].focus();
  await page.keyboard.press("Enter");
  seen.again = await page.evaluate(table);

  seen.without = await (await opened({ scripts: false })).evaluate(table);
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

async function opened({ scripts }) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(scripts);
  // A click would miss what is still being scrolled to.
  await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
  await page.goto(pathToFileURL(resolve(path)).href, { waitUntil: "load" });
  return page;
}

/** What is to be seen of the table; runs inside the page. */
function table() {
  const isSeen = (element) => element.checkVisibility();
  const all = [...document.querySelectorAll("#clients tbody tr")];
  return {
    rows: all.filter(isSeen).map((row) => [...row.cells].map((cell) => cell.textContent)),
    links: all.filter((row) => row.querySelector("a[href]")).length,
    sorted: Object.fromEntries(
      [...document.querySelectorAll("#clients [aria-sort]")].map((head) => [
        head.textContent,
        head.getAttribute("aria-sort"),
      ]),
    ),
    search: isSeen(document.querySelector("#search")),
    told: document.querySelector("#shown").textContent,
    buttons: document.querySelectorAll("#clients button").length,
  };
}
