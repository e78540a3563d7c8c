// 服务器送出的网页原文：each page as it was served, kept in a folder with a list of their addresses, for the HTML checker.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function served(folder) {
  const list = [];
  const known = new Set();
  if (folder) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  /** The same bytes once, however often and by whomever they are seen. */
  function keep(method, address, bytes) {
    const mark = createHash("sha1").update(bytes).digest("hex");
    if (!folder || known.has(mark)) return;
    known.add(mark);
    const file = `${String(list.length + 1).padStart(4, "0")}.html`;
    writeFileSync(join(folder, file), bytes);
    list.push({ file, page: `${method} ${address}` });
  }

  async function seen(response) {
    const html = response.headers()["content-type"]?.startsWith("text/html");
    if (!html || response.request().resourceType() !== "document") return;
    const address = new URL(response.url());
    // Gone where the page was left at once.
    const bytes = await response.body().catch(() => null);
    if (bytes) keep(response.request().method(), address.pathname + address.search, bytes);
  }

  return {
    /** Every page this browser opens from now on is kept. */
    watch(browser) {
      const open = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const context = await open(options);
        context.on("response", seen);
        return context;
      };
    },

    /** What the menu and the lists of the desk lead each duty to, one step deep. */
    async byDuty({ browser, base }, states) {
      for (const [who, state] of Object.entries(states)) {
        const context = await browser.newContext({ storageState: state });
        const get = async (path) => {
          const answer = await context.request.get(base + path);
          if (!answer.headers()["content-type"]?.startsWith("text/html")) return "";
          const bytes = await answer.body();
          keep("GET", `${path} (${who})`, bytes);
          return bytes.toString();
        };
        const links = (html) => [...html.matchAll(/href="(\/desk[^"#]*)"/g)].map((found) => found[1].replaceAll("&#38;", "&"));
        const menu = [...new Set(links((await get("/desk")).split("<main")[0]))];
        const one = new Set();
        for (const path of menu) {
          const html = await get(path);
          // One of a kind: /desk/cases/2026-00001 stands for all cases.
          for (const link of links(html)) {
            const kind = link.split("?")[0].replace(/\d[\w~-]*/g, "N");
            if (![...one].some((other) => other.kind === kind)) one.add({ kind, link });
          }
        }
        for (const { link } of one) await get(link);
        await context.close();
      }
    },

    finish() {
      if (folder) writeFileSync(join(folder, "pages.json"), JSON.stringify(list, null, 1));
    },
  };
}
