// 在浏览器里看每个页面：widths, large type, print, axe, weight, other hosts, console, keyboard, no script.
//
// BASE_URL=http://127.0.0.1:8180 SCREENSHOTS=/tmp/shots SERVED=/tmp/served node run.mjs
import { createRequire } from "node:module";
import { readFileSync, mkdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { apply } from "./apply.mjs";
import { desk } from "./desk.mjs";
import { items } from "./items.mjs";
import { served } from "./served.mjs";
import { kiosk } from "./kiosk.mjs";
import { oidc } from "./oidc.mjs";
import { people } from "./people.mjs";
import { story } from "./story.mjs";

const base = process.env.BASE_URL ?? "http://127.0.0.1:8180";
const shots = process.env.SCREENSHOTS;
const only = process.env.ONLY;
const kept = served(process.env.SERVED);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WIDTHS = [360, 768, 1280];
const MOST_BYTES = 100_000;

let passed = 0;
let failed = 0;
function expect(good, what) {
  if (good) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED ${what}`);
  }
}

if (shots) mkdirSync(shots, { recursive: true });
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
kept.watch(browser);

/** The demonstration's own report with one cell changed, so that the checker has something to find. */
async function samples(year) {
  const text = await (await fetch(`${base}/disclosure/reports/${year}.json`)).text();
  let broken = text;
  try {
    const report = JSON.parse(text);
    report.table3.new[0] += 1;
    broken = JSON.stringify(report);
  } catch {
    // A server over a fake library has no real JSON; it judges files by their names.
  }
  const file = (name, body) => ({ name, mimeType: "application/json", buffer: Buffer.from(body) });
  return [file("改动一格.json", broken), file("正确.json", text)];
}

async function reportYear() {
  const page = await (await fetch(`${base}/disclosure/reports`)).text();
  return page.match(/\/disclosure\/reports\/(\d{4})/)?.[1];
}

async function firstFigure(year) {
  const page = await (await fetch(`${base}/disclosure/reports/${year}`)).text();
  return page.match(/\/disclosure\/reports\/\d{4}\/figures\/[a-z0-9_.]+/)?.[0];
}

/** Submits the form without a script, as a reader on an old machine would. */
async function submit(files) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}/check`);
  await page.setInputFiles("#files", files);
  await page.click("button.main");
  const path = new URL(page.url()).pathname;
  expect(/^\/check\/[0-9a-f]{32}$/.test(path), `checking without a script leads to a result, not ${path}`);
  await context.close();
  return path;
}

function watch(page, status) {
  const seen = { bytes: 0, hosts: new Set(), errors: [], pending: [] };
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== base) seen.hosts.add(url.origin);
  });
  page.on("requestfinished", (request) => {
    seen.pending.push(request.sizes().then((sizes) => { seen.bytes += sizes.responseBodySize; }, () => {}));
  });
  page.on("console", (message) => {
    // The browser itself reports a page that is meant to answer 404 or 400.
    const expected = status >= 400 && message.text().includes(`status of ${status}`);
    if (message.type() === "error" && !expected) seen.errors.push(message.text());
  });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  return seen;
}

async function shoot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.jpg`), type: "jpeg", quality: 80, fullPage: true });
}

async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((found) => `${found.id}: ${found.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(" | ")}`);
}

/** Text squeezed into a strip where a few letters make a line; nothing is wider than the screen then either. */
async function squeezed(page) {
  return page.evaluate(() => {
    const texts = [...document.querySelectorAll("main p, main li, main figcaption")].filter((one) => one.textContent.trim().length > 30);
    return texts.filter((one) => one.clientWidth < 90 && one.offsetHeight > 100 && !one.closest("td, th")).length;
  });
}

/** Everything a page must hold at every width. The first is opened alone, so that it weighs all it asks for; the
    others side by side, for there are two cores. */
async function look({ name, path, status = 200, state, most = MOST_BYTES }) {
  if (only && !only.split(",").includes(name)) return;
  const context = await browser.newContext({ storageState: state });
  const one = { context, name, path, status, most };
  const [first, ...others] = WIDTHS;
  await atWidth(one, first);
  await Promise.all([...others.map((width) => atWidth(one, width)), largeAndPrint(context, name, path)]);
  await context.close();
}

async function atWidth({ context, name, path, status, most }, width) {
  const page = await context.newPage();
  const seen = watch(page, status);
  await page.setViewportSize({ width, height: 900 });
  const answer = await page.goto(base + path, { waitUntil: "load" });
  await Promise.all(seen.pending);
  const at = `${name} at ${width} px`;
  expect(answer.status() === status, `${at}: answers ${status}, not ${answer.status()}`);
  expect((await overflow(page)) <= 0, `${at}: wider than the screen by ${await overflow(page)} px`);
  expect(seen.hosts.size === 0, `${at}: asks other hosts ${[...seen.hosts]}`);
  expect(seen.errors.length === 0, `${at}: console says ${seen.errors.join("; ")}`);
  if (width !== 768) {
    const found = await violations(page);
    expect(found.length === 0, `${at}: axe finds ${found.join("; ")}`);
  }
  if (width === 360) {
    expect((await squeezed(page)) === 0, `${at}: squeezes ${await squeezed(page)} texts into a strip`);
    expect(seen.bytes <= most, `${at}: weighs ${seen.bytes} bytes`);
    expect((await page.locator("h1").count()) === 1, `${at}: has one h1`);
    expect((await page.locator(".skip").count()) === 1, `${at}: has a skip link`);
  }
  await shoot(page, `${name}-${width}`);
  await page.close();
}

async function largeAndPrint(context, name, path) {
  const page = await context.newPage();
  await page.setViewportSize({ width: 320, height: 900 });
  await page.goto(base + path + (path.includes("?") ? "&" : "?") + "size=large");
  expect((await overflow(page)) <= 0, `${name} in large type: wider than the screen by ${await overflow(page)} px`);
  await shoot(page, `${name}-large`);
  await page.setViewportSize({ width: 320, height: 900 });
  await page.goto(base + path);
  expect((await overflow(page)) <= 0, `${name} at 320 px: wider than the screen by ${await overflow(page)} px`);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 627, height: 900 });
  expect((await overflow(page)) <= 0, `${name} in print: wider than the paper by ${await overflow(page)} px`);
  await shoot(page, `${name}-print`);
  await page.close();
}

/** Tab until an element matches; the reader never needs a mouse. */
async function tabTo(page, selector, most = 60) {
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return true;
  }
  return false;
}

/** Opens the file field with a key. A busy browser may swallow one, as it would a reader's: they press again. */
async function chooseByKeyboard(page, files) {
  await page.bringToFront();
  for (const key of ["Enter", "Space", "Enter", "Space"]) {
    const chooser = page.waitForEvent("filechooser", { timeout: 8000 }).catch(() => null);
    await page.keyboard.press(key);
    const opened = await chooser;
    if (opened) {
      await opened.setFiles(files);
      return true;
    }
  }
  return false;
}

async function byKeyboard(files) {
  const page = await browser.newPage();
  await page.goto(`${base}/`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.matches(".skip")), "keyboard: the skip link comes first");
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id === "main"), "keyboard: the skip link leads to the text");
  expect(await tabTo(page, "a.button[href='/check']"), "keyboard: the check page is reached from home");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${base}/check`);
  expect(await tabTo(page, "#files"), "keyboard: the file field is reached");
  expect(await chooseByKeyboard(page, files), "keyboard: files are chosen");
  expect(await tabTo(page, "button.main"), "keyboard: the button is reached");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/check\/[0-9a-f]{32}$/);
  expect(await tabTo(page, "tbody a"), "keyboard: a result is reached");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/check\/[0-9a-f]{32}\/1$/);
  expect(await tabTo(page, ".findings h3 a"), "keyboard: a finding is reached");
  const target = await page.evaluate(() => document.activeElement.getAttribute("href").slice(1));
  await page.keyboard.press("Enter");
  const there = await page.evaluate((id) => document.getElementById(id)?.matches(".marked"), target);
  expect(there, `keyboard: the finding leads to its marked cell ${target}`);
  await page.close();
}

/** The choice of large type is kept without a word in any address. */
async function keepsSize() {
  const page = await browser.newPage();
  await page.goto(`${base}/disclosure`);
  await page.click(".size button");
  expect(page.url() === `${base}/disclosure`, "large type: back on the same page");
  await page.goto(`${base}/workday`);
  expect((await page.locator("html.large").count()) === 1, "large type: kept on the next page");
  await page.close();
}

/** What is wrong in a field is told when it is left, and no more when it was mended. */
async function checksWhileFilled() {
  const page = await browser.newPage();
  await page.goto(`${base}/services/guides/food-licence/check`);
  await page.fill("#credit_code", "91350100M000100Y44");
  await page.press("#credit_code", "Tab");
  await page.waitForSelector("#credit_code-error", { timeout: 10_000 }).catch(() => null);
  expect((await page.locator("#credit_code-error").count()) === 1, "pre-check: a wrong code is told when its field is left");
  await page.fill("#credit_code", "91350100M000100Y43");
  await page.press("#credit_code", "Tab");
  await page.waitForSelector("#credit_code-error", { state: "detached", timeout: 10_000 }).catch(() => null);
  expect((await page.locator("#credit_code-error").count()) === 0, "pre-check: nothing is told of a right one");
  await page.close();
}

/** Dropping files on the page chooses them. */
async function dropsFiles() {
  const page = await browser.newPage();
  await page.goto(`${base}/check`);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["x"], "年报.txt"));
    document.querySelector(".drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, cancelable: true }));
  });
  expect((await page.evaluate(() => document.getElementById("files").files.length)) === 1, "dropping a file chooses it");
  expect((await page.textContent(".chosen")).includes("年报.txt"), "the dropped file is named");
  await page.close();
}

async function main() {
  const year = await reportYear();
  expect(Boolean(year), "a report is listed");
  const report = `/disclosure/reports/${year}`;
  const figure = await firstFigure(year);
  expect(Boolean(figure), "the report's figures are links");
  const files = await samples(year);
  const result = await submit(files);
  const pages = [
    { name: "home", path: "/" },
    { name: "about", path: "/about" },
    { name: "disclosure", path: "/disclosure" },
    { name: "guide", path: "/disclosure/guide" },
    { name: "rules", path: "/disclosure/rules" },
    { name: "statute", path: "/disclosure/rules/regulation" },
    { name: "statute-sections", path: "/disclosure/rules/reconsideration-law" },
    { name: "catalogue", path: "/disclosure/catalogue" },
    { name: "registers", path: "/disclosure/registers" },
    { name: "register", path: "/disclosure/registers/proposals?year=2024" },
    { name: "messages", path: "/messages" },
    { name: "message", path: "/messages/LY2024-1" },
    { name: "message-new", path: "/messages/new?content=%E8%A1%A5%E9%A2%86" },
    { name: "reports", path: "/disclosure/reports" },
    { name: "report", path: report },
    { name: "figures", path: `${report}/figures` },
    { name: "figure", path: figure ?? "/" },
    { name: "clock", path: "/clock" },
    {
      name: "clock-reckoned",
      path: "/clock?channel=in_person&submitted=2026-01-30&consulted=2026-02-03&delivered=2026-02-04&replied=2026-02-12&extended=2026-03-10&extended_days=10&answered=2026-03-20&outcome=3.3.4&delivery=hand",
    },
    { name: "clock-proof", path: "/clock/proof?channel=in_person&submitted=2026-01-30&consulted=2026-02-03&delivered=2026-02-04&replied=2026-02-12&as_of=2026-02-13" },
    { name: "clock-refused", path: "/clock?submitted=2026-02-30&corrected=2026-03-04&pages=x", status: 400 },
    { name: "services", path: "/services" },
    { name: "service-guide", path: "/services/guides/food-licence" },
    { name: "service-check", path: "/services/guides/food-licence/check" },
    { name: "service-thing", path: "/services/things/open-restaurant" },
    {
      name: "service-own",
      path: "/services/things/open-restaurant?subject=self-employed&scale=normal&fire=large&sign=yes&premises=rented",
    },
    { name: "booking", path: "/services/booking" },
    { name: "workday", path: "/workday" },
    { name: "workday-add", path: "/workday?from=2026-01-30&days=20" },
    { name: "workday-refused", path: "/workday?from=abc&days=20", status: 400 },
    { name: "check", path: "/check" },
    { name: "check-list", path: result },
    { name: "check-findings", path: `${result}/1` },
    { name: "check-right", path: `${result}/2` },
    { name: "check-sum", path: `${result}/sum?sort=errors` },
    { name: "not-found", path: "/nowhere", status: 404 },
  ];
  for (const page of pages) await look(page);
  await byKeyboard(files);
  await keepsSize();
  await dropsFiles();
  await checksWhileFilled();
  const tools = { browser, base, expect, look, tabTo, overflow, violations, shoot };
  const states = await desk(tools);
  const sent = await apply(tools);
  await items(tools, states);
  await kept.byDuty(tools, states);
  await story(tools, states, sent);
  await kiosk(tools);
  await people(tools, states);
  await oidc(tools);
}

try {
  await main();
} catch (error) {
  expect(false, `the run broke off: ${error.stack}`);
}
await browser.close();
kept.finish();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
