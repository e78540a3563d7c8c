// 信息发布在浏览器里：drafted with the scan at hand, reviewed by keyboard, published, found, withdrawn; every page looked at.

/** Bytes of a page that shows a page of a file as a picture. */
const PICTURED = 500_000;

const NO = "no";

export async function withPage(tools, state, work) {
  const context = await tools.browser.newContext({ storageState: state });
  const page = await context.newPage();
  const done = await work(page);
  await context.close();
  return done;
}

/** A picture, as a browser draws it, and the report of 2024 as a PDF. */
async function attachments(page, base) {
  const picture = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 800 });
    const context = canvas.getContext("2d");
    context.fillStyle = "#dbe6f3";
    context.fillRect(0, 0, 1200, 800);
    context.fillStyle = "#1d4f91";
    context.fillRect(120, 300, 960, 380);
    context.font = "96px sans-serif";
    context.fillText("政务服务大厅", 300, 200);
    return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
  });
  const report = await (await fetch(`${base}/disclosure/reports/2024.pdf`)).arrayBuffer();
  return [
    { name: "新的大厅.jpg", mimeType: "image/jpeg", buffer: Buffer.from(picture, "base64") },
    { name: "年度报告.pdf", mimeType: "application/pdf", buffer: Buffer.from(report) },
  ];
}

/** Types a telephone number, is told of it at once, masks it by one click, attaches a picture and a PDF, and saves. */
async function drafts(tools, state) {
  const { base, expect } = tools;
  return withPage(tools, state, async (page) => {
    await page.goto(`${base}/desk/items/new`);
    await page.fill("#title", "浏览器里发布的信息");
    await page.selectOption("#nature", "news");
    await page.selectOption("#duty", "20-5");
    await page.fill("#overview", "从起草到撤回走一遍。");
    await page.fill("#body", "联系人手机13800138000，欢迎来电。");
    const mask = page.locator("[data-scan-list] button", { hasText: "遮盖" });
    await mask.waitFor({ timeout: 10000 }).catch(() => {});
    expect((await mask.count()) === 1, "scan: a telephone number is told while it is typed");
    await mask.click();
    expect((await page.inputValue("#body")).includes("138****8000"), "scan: one click masks it");
    await page.setInputFiles("#files", await attachments(page, base));
    await Promise.all([page.waitForNavigation(), page.click("form.act button:not([type=button])")]);
    expect(page.url().endsWith("/edit#attached"), "a picture is asked for the words that stand for it");
    await tools.look({ name: "desk-item-edit", path: new URL(page.url()).pathname, state });
    const asked = await page.locator("code").first().textContent();
    await page.fill("[name=alt]", "政务服务大厅正门，蓝色服务台。");
    await page.fill("#body", `${await page.inputValue("#body")}\n\n${asked.replace("[]", "[图一　新的大厅]")}`);
    await Promise.all([page.waitForNavigation(), page.click("form.act button:not([type=button])")]);
    const path = new URL(page.url()).pathname;
    expect(/^\/desk\/items\/[^/]+$/.test(path), `a draft is saved, at ${path}`);
    return path;
  });
}

async function acts(tools, state, path, slug, fill = async () => {}) {
  const { base, expect } = tools;
  await withPage(tools, state, async (page) => {
    await page.goto(`${base}${path}/${slug}`);
    await fill(page);
    await Promise.all([page.waitForNavigation(), page.click("form.act button:not([type=button])")]);
    expect((await page.textContent("main")).includes("已办理"), `items: ${slug} is done`);
  });
}

async function answersNo(page) {
  for (const question of await page.locator(`form.act select:has(option[value=${NO}])`).all()) await question.selectOption(NO);
}

/** Self-check, department, secrecy: everything before publishing. */
export async function reviews(tools, states, path, meanwhile = async () => {}) {
  await acts(tools, states.chengban, path, "self-check", answersNo);
  await acts(tools, states.bumen, path, "pass-department");
  await meanwhile();
  await acts(tools, states.baomi, path, "review-secrecy", async (page) => {
    await answersNo(page);
    for (const why of await page.locator("[name=let]").all()) await why.fill("已逐一看过，可以公开。");
    await page.locator("input[name=conclusion][value=open], select[name=conclusion]").first().evaluate((field) => {
      if (field.tagName === "SELECT") field.value = "open";
      else field.checked = true;
    });
  });
}

/** Where everybody reads it. */
export async function publishes(tools, states, path) {
  await acts(tools, states.fabu, path, "publish");
  return withPage(tools, states.fabu, async (page) => {
    await page.goto(tools.base + path);
    return page.locator("a[href^='/info/']").first().getAttribute("href");
  });
}

async function publicPages(tools) {
  const { base, expect, look } = tools;
  const list = await (await fetch(`${base}/disclosure/items`)).text();
  const item = list.match(/href="(\/info\/[^"?]+)"/)?.[1];
  expect(Boolean(item), "items are listed");
  const papers = await (await fetch(`${base}/disclosure/items?in=documents`)).text();
  const paper = papers.match(/href="(\/info\/[^"?]+)"/)?.[1] ?? item;
  for (const page of [
    { name: "items", path: "/disclosure/items" },
    { name: "items-news", path: "/disclosure/items?in=nature%2Fnews" },
    { name: "item", path: item },
    { name: "item-paper", path: paper },
    { name: "documents", path: "/disclosure/documents" },
    { name: "catalogue-version", path: "/disclosure/catalogue/1" },
    { name: "search", path: "/search" },
    { name: "ask", path: "/ask" },
    { name: "answered", path: `/ask?q=${encodeURIComponent("开饭店要办什么证")}` },
    { name: "not-answered", path: `/ask?q=${encodeURIComponent("红烧肉怎么做")}` },
    { name: "search-found", path: `/search?q=${encodeURIComponent("帮办")}` },
    { name: "search-nothing", path: `/search?q=${encodeURIComponent("没有这样的东西")}` },
    { name: "subscribe", path: "/subscribe" },
    { name: "map", path: "/map" },
  ]) await look(page);
  await suggests(tools);
}

/** Titles go on as typed: reached by the arrow keys, told to a screen reader, taken by Enter, left by Escape. */
async function suggests(tools) {
  const { base, expect } = tools;
  await withPage(tools, undefined, async (page) => {
    await page.goto(`${base}/search`);
    await page.locator("#q").pressSequentially("帮办");
    await page.locator("[role=option]").first().waitFor({ timeout: 10000 }).catch(() => {});
    const first = await page.locator("[role=option]").first().textContent();
    expect(first.includes("帮办"), "search: titles are suggested while one types");
    await page.keyboard.press("ArrowDown");
    const active = await page.getAttribute("#q", "aria-activedescendant");
    expect((await page.getAttribute(`#${active}`, "aria-selected")) === "true", "search: the arrow keys choose one");
    await page.keyboard.press("Escape");
    expect((await page.getAttribute("#q", "aria-expanded")) === "false", "search: Escape closes the list");
    await page.keyboard.press("ArrowDown");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    expect(new URL(page.url()).searchParams.get("q") === first, "search: Enter searches for what was chosen");
  });
}

/** Opens a round of clean-up without a script's help; its address. */
async function cleanup(tools, states) {
  const { base, expect } = tools;
  return withPage(tools, states.fuzeren, async (page) => {
    await page.goto(`${base}/desk/cleanups/new`);
    await page.fill("#title", "浏览器里发起的清理");
    await page.fill("#basis", "清理通知");
    await page.fill("#until", "2199-12-31");
    await Promise.all([page.waitForNavigation(), page.click("form.act button")]);
    const path = new URL(page.url()).pathname;
    expect(/^\/desk\/cleanups\/\d+-\d+$/.test(path), `a round is opened, at ${path}`);
    return path;
  });
}

/** Makes a list for the archive; its address. */
async function handOver(tools, state) {
  const { base, expect } = tools;
  return withPage(tools, state, async (page) => {
    await page.goto(`${base}/desk/hand-over`);
    await Promise.all([page.waitForNavigation(), page.click("button[value=archive]")]);
    const path = new URL(page.url()).pathname;
    expect(/^\/desk\/hand-over\/\d+-\d+$/.test(path), `a list is made, at ${path}`);
    return path;
  });
}

async function deskPages(tools, states) {
  const { base, expect, look } = tools;
  await look({ name: "desk-messages", path: "/desk/messages", state: states.fuzeren });
  await look({ name: "desk-message", path: "/desk/messages/LY2024-1", state: states.chengban });
  await look({ name: "desk-items", path: "/desk/items", state: states.chengban });
  await look({ name: "desk-items-found", path: `/desk/items/found?q=${encodeURIComponent("帮办")}`, state: states.chengban });
  await look({ name: "desk-items-new", path: "/desk/items/new", state: states.chengban });
  await look({ name: "desk-columns", path: "/desk/columns", state: states.fuzeren });
  await look({ name: "desk-catalogue", path: "/desk/catalogue", state: states.fuzeren });
  await look({ name: "desk-documents", path: "/desk/documents", state: states.fuzeren });
  await look({ name: "desk-cleanups", path: "/desk/cleanups", state: states.fuzeren });
  await look({ name: "desk-cleanup-new", path: "/desk/cleanups/new", state: states.fuzeren });
  const round = await cleanup(tools, states);
  await look({ name: "desk-cleanup", path: round, state: states.chengban });
  await look({ name: "desk-hand-over", path: "/desk/hand-over", state: states.fabu });
  await look({ name: "desk-hand-over-list", path: await handOver(tools, states.fabu), state: states.fabu });
  await look({ name: "desk-inspection", path: "/desk/inspection", state: states.jiandu });
  await look({ name: "desk-inspection", path: "/desk/inspection", state: states.fuzeren });
  await look({ name: "desk-subscribers", path: "/desk/subscribers", state: states.fuzeren });
  await look({ name: "desk-nowhere", path: "/desk/nowhere", status: 404, state: states.fuzeren });
  const path = await drafts(tools, states.chengban);
  await look({ name: "desk-item", path, state: states.chengban });
  await reviews(tools, states, path, async () => {
    await look({ name: "desk-item-preview", path: `${path}/files/work.2/pages/1`, state: states.baomi, most: PICTURED });
    await look({ name: "desk-item-review", path: `${path}/review-secrecy`, state: states.baomi });
  });
  const shown = await publishes(tools, states, path);
  await look({ name: "item-attached", path: shown });
  await look({ name: "item-preview", path: `${shown}/files/1.2/pages/2`, most: PICTURED });
  const open = await fetch(base + shown);
  expect(open.status === 200 && (await open.text()).includes("138****8000"), "what was published is read by everybody");
  await acts(tools, states.fabu, path, "withdraw", async (page) => {
    await page.locator("[name=reason]").first().evaluate((field) => {
      if (field.tagName === "SELECT") field.value = "inaccurate";
    });
    const radio = page.locator("input[name=reason][value=inaccurate]");
    if (await radio.count()) await radio.check();
    await page.fill("[name=explanation]", "演示撤回。");
  });
  const drawn = await fetch(`${base}${shown}/files/1.2/pages/2.png`);
  expect(drawn.status === 404, "a page that was drawn is gone with its item");
  await look({ name: "item-withdrawn", path: shown, status: 410 });
  const search = await (await fetch(`${base}/search.json?q=${encodeURIComponent("浏览器里发布的信息")}`)).json();
  expect(search.items.every((one) => one.url !== shown), "what was withdrawn is found no more");
}

export async function items(tools, states) {
  await publicPages(tools);
  await deskPages(tools, states);
}
