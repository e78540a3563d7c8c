// Lighthouse：home, an item, search results and the application, as a phone and as a desktop see them.
//
// BASE_URL=http://127.0.0.1:8180 node lighthouse.mjs　prints one line of JSON a page, then how many scores are enough.
// PERFORMANCE=1 judges nothing: the performance is measured and printed with the rest.
import { existsSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const base = process.env.BASE_URL ?? "http://127.0.0.1:8180";
const timed = Boolean(process.env.PERFORMANCE);
const ENOUGH = 95;
const JUDGED = ["accessibility", "best-practices", "seo"];

async function pages() {
  const list = await (await fetch(`${base}/disclosure/items`)).text();
  const item = list.match(/href="(\/info\/[^"?]+)"/)[1];
  return [["home", "/"], ["item", item], ["search", `/search?q=${encodeURIComponent("帮办代办")}`], ["apply", "/apply"]];
}

/** On a busy machine a page may not be painted in time to be scored: once more, then it is told as it is. */
async function scored(url, options, config) {
  const { lhr } = await lighthouse(url, options, config);
  const whole = Object.values(lhr.categories).every(({ score }) => score !== null);
  return whole ? lhr : (await lighthouse(url, options, config)).lhr;
}

const chromePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const chrome = await launch({
  chromePath,
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
let passed = 0;
let failed = 0;
try {
  for (const [name, path] of await pages()) {
    for (const [device, config] of [["mobile", undefined], ["desktop", desktopConfig]]) {
      const onlyCategories = timed ? ["performance"] : JUDGED;
      const options = { port: chrome.port, output: "json", logLevel: "error", onlyCategories };
      const lhr = await scored(base + path, options, config);
      const scores = Object.fromEntries(Object.entries(lhr.categories).map(([id, { score }]) => [id, score === null ? null : Math.round(score * 100)]));
      console.log(JSON.stringify({ name, device, scores }));
      for (const [category, score] of Object.entries(scores)) {
        if (timed || score >= ENOUGH) passed += 1;
        else failed += 1;
      }
      for (const { id, auditRefs } of Object.values(lhr.categories)) {
        for (const { id: audit, weight } of auditRefs) {
          const { score, title, displayValue, details } = lhr.audits[audit];
          if (weight > 0 && score !== null && score < (timed ? 0.9 : 1)) {
            const where = details?.items?.slice(0, 3).map((one) => one.node?.selector ?? one.source ?? one.url ?? "").join(" | ");
            console.log(`${name} as ${device}, ${id}: ${audit} ${title} ${displayValue ?? ""} ${where ?? ""}`);
          }
        }
      }
    }
  }
} catch (error) {
  failed += 1;
  console.log(`FAILED the run broke off: ${error.stack}`);
}
chrome.kill();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
