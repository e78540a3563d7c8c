// 触摸屏：large enough to touch, nothing hovering, nothing left for who comes next; with a script and without.

const LEAST = 48;

/** Everything that can be touched, and is lower or narrower than a finger. */
async function small(page) {
  return page.evaluate((least) => {
    const seen = [...document.querySelectorAll("a[href], button, input, select")];
    const shown = seen.filter((one) => one.checkVisibility() && one.type !== "hidden" && !one.classList.contains("skip"));
    const box = (one) => (one.closest("label") ?? one).getBoundingClientRect();
    return shown.filter((one) => box(one).height < least || box(one).width < least).map((one) => one.outerHTML.slice(0, 100));
  }, LEAST);
}

async function pages(tools) {
  const { browser, base, expect, overflow, violations, shoot } = tools;
  const list = await (await fetch(`${base}/disclosure/items`)).text();
  const item = list.match(/href="(\/info\/[^"?]+)"/)?.[1] ?? "/";
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/kiosk`);
  for (const [width, height] of [[1080, 1920], [1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    for (const path of ["/kiosk", "/kiosk/look", "/kiosk/apply", "/kiosk/ask", "/kiosk/help", "/apply", "/apply/track", "/messages/new", "/disclosure/items", item]) {
      await page.goto(base + path);
      const at = `kiosk ${path} at ${width} px`;
      expect((await overflow(page)) <= 0, `${at}: wider than the screen by ${await overflow(page)} px`);
      const found = await violations(page);
      expect(found.length === 0, `${at}: ${found.join("; ")}`);
      const tiny = await small(page);
      expect(tiny.length === 0, `${at}: too small to touch: ${tiny.slice(0, 3).join(" | ")}`);
      const out = await page.locator("a[href^='http'], a[href^='mailto'], a[target]").count();
      expect(out === 0, `${at}: ${out} ways out`);
      await shoot(page, `kiosk${path.replaceAll("/", "-")}-${width}`);
    }
  }
  await context.close();
}

async function forgets(tools, javaScriptEnabled) {
  const { browser, base, expect } = tools;
  const context = await browser.newContext({ javaScriptEnabled });
  const page = await context.newPage();
  const with_ = javaScriptEnabled ? "with a script" : "without a script";
  await page.goto(`${base}/kiosk`);
  await page.click("a[href='/kiosk/look']");
  for (const key of ["f", "w", "z", "n"]) await page.click(`button[name=k][value=${key}]`);
  expect((await page.inputValue("#q")) === "fwzn", `kiosk ${with_}: the keys of the screen write`);
  await page.goto(`${base}/apply`);
  await page.fill("#content", "申请公开甲路改造工程的施工合同");
  await page.click("button[value=save]");
  expect((await page.locator("svg.code").count()) === 1, `kiosk ${with_}: a draft goes on on a telephone`);
  await page.click("form.end button");
  await page.waitForURL(`${base}/kiosk`);
  const names = (await context.cookies()).map((cookie) => cookie.name);
  expect(!names.some((name) => name.includes("gongkai-apply")), `kiosk ${with_}: the draft is let go of`);
  for (let step = 0; step < 6; step += 1) {
    await page.goBack().catch(() => {});
    await page.waitForLoadState();
    const text = `${await page.content()}${await page.inputValue("#q").catch(() => "")}${await page.inputValue("#content").catch(() => "")}`;
    expect(!text.includes("甲路改造") && !text.includes("fwzn"), `kiosk ${with_}: going back ${step + 1} shows nothing`);
  }
  await context.close();
}

export async function kiosk(tools) {
  await pages(tools);
  await forgets(tools, true);
  await forgets(tools, false);
}
