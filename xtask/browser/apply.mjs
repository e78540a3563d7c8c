// 网上申请在浏览器里：the whole way without a script, every step and every refusal looked at; suggestions while typing;
// an application handed in by keyboard; progress from submission to the answer.

const CONTENT = "申请公开枣庄市2024年商品房预售许可的办理结果，请帮我按区市统计并逐年列出";
export const QUIET = "申请公开薛城区永福路改造工程2024年的施工合同";

/** What holds of a page as it stands after a form was sent: it has no address of its own to be looked at. */
async function inspect({ browser, base, expect, overflow, violations, shoot }, page, name) {
  for (const width of [320, 360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect((await overflow(page)) <= 0, `${name} at ${width} px: wider than the screen by ${await overflow(page)} px`);
    if (width !== 320) await shoot(page, `${name}-${width}`);
  }
  // axe waits for timers, which do not run where scripts are off: it sees the same page in another window.
  const twin = await browser.newPage();
  await twin.goto(`${base}/apply/track`);
  await twin.setContent(await page.content());
  const found = await violations(twin);
  await twin.close();
  expect(found.length === 0, `${name}: axe finds ${found.join("; ")}`);
}

export const press = (page, label) => Promise.all([page.waitForNavigation(), page.click(`main button:has-text("${label}")`)]);
export const at = (page) => new URL(page.url()).pathname;

/** Fills in what a proxy has to, without a script; each page is looked at as it stands, wrong and right. */
async function stepByStep(tools) {
  const { browser, base, expect, look } = tools;
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const step = async (name, path) => {
    expect(at(page) === path, `applying without a script: ${path} follows, not ${at(page)}`);
    await look({ name: `apply-${name}`, path, state: await context.storageState() });
  };
  const wrong = async (name) => {
    expect((await page.locator(".errors[role=alert]").count()) === 1, `${name}: says what is wrong`);
    await inspect(tools, page, name);
  };
  await page.goto(`${base}/apply`);
  await step("content", "/apply");
  await press(page, "继续");
  await wrong("apply-content-wrong");
  await page.fill("#content", CONTENT);
  await press(page, "继续");
  await step("found", "/apply/found");
  expect((await page.locator(".suggested li").count()) > 0, "what is already public is suggested");
  const item = await page.getAttribute(".suggested h2 a", "href");
  const opened = await context.newPage();
  await opened.goto(base + item);
  await look({ name: "info", path: at(opened) });
  await opened.close();
  await press(page, "这就是我要的");
  await step("done", "/apply/done");
  await press(page, "还是要申请");
  await step("kind", "/apply/kind");
  await press(page, "继续");
  await wrong("apply-kind-wrong");
  await page.check("input[name=kind][value=natural_person]");
  await page.check("input[name=by][value=proxy]");
  await press(page, "继续");
  await step("applicant", "/apply/applicant");
  await page.fill("#name", "张小明");
  await page.check("input[name=paper][value=resident_id]");
  await page.fill("#paper_no", "110105194912310021");
  await page.fill("#telephone", "123");
  await press(page, "继续");
  await wrong("apply-applicant-wrong");
  await page.fill("#paper_no", "11010519491231002x");
  await page.fill("#telephone", "0632-1234567");
  await page.fill("#representative", "李四");
  await page.fill("#representative_no", "440524188001010014");
  await page.fill("#representative_telephone", "13900000000");
  await press(page, "继续");
  await step("form", "/apply/form");
  await page.check("input[name=medium][value=纸质]");
  await page.check("input[name=way][value=网上获取]");
  await press(page, "继续");
  await wrong("apply-form-wrong");
  await page.check("input[name=medium][value=电子文件]");
  await press(page, "继续");
  await step("files", "/apply/files");
  await press(page, "继续");
  await wrong("apply-files-wrong");
  await page.check("input[name=what][value=proof]");
  await page.setInputFiles("#files", { name: "委托书.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4 x") });
  await press(page, "附上这份");
  await step("files-attached", "/apply/files");
  await press(page, "存为草稿");
  await step("draft", "/apply/draft");
  const code = await page.textContent(".code");
  await look({ name: "apply-resume", path: `/apply/resume?code=${code}` });
  await page.goto(`${base}/apply/check`);
  await step("check", "/apply/check");
  await press(page, "提交申请");
  await step("receipt", "/apply/receipt");
  const sent = await page.$$eval(".codes .code", (codes) => codes.map((one) => one.textContent));
  await page.goto(`${base}/apply`);
  await step("sent", "/apply");
  await context.close();
  return sent;
}

/** Suggestions appear while somebody types, and lead to what is public. */
async function whileTyping(tools) {
  const { browser, base, expect } = tools;
  const page = await browser.newPage();
  await page.goto(`${base}/apply`);
  await page.locator("#content").pressSequentially(CONTENT);
  const shown = await page.waitForSelector(".live a", { timeout: 10_000 }).then(() => true, () => false);
  expect(shown, "suggestions appear while typing");
  expect((await page.textContent(".live")).includes("提示："), "hints appear while typing");
  await inspect(tools, page, "apply-typing");
  await page.close();
}

/** The shortest way by Tab, space, arrows and Enter; number and code. */
async function byKeyboard(tools) {
  const { browser, base, expect, tabTo } = tools;
  const page = await browser.newPage();
  const enter = async (selector) => {
    expect(await tabTo(page, selector), `keyboard: ${selector} is reached`);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  };
  const type = async (selector, text) => {
    expect(await tabTo(page, selector), `keyboard: ${selector} is reached`);
    await page.keyboard.type(text);
  };
  const choose = async (selector) => {
    expect(await tabTo(page, selector), `keyboard: ${selector} is reached`);
    await page.keyboard.press("Space");
  };
  const next = "button[value=next]";
  await page.goto(`${base}/`);
  await enter("a.button[href='/apply']");
  await type("#content", QUIET);
  await enter(next);
  if (at(page) === "/apply/found") await enter("button[value=go]");
  await choose("#kind");
  await choose("#by");
  await enter(next);
  await type("#name", "键盘申请人");
  await choose("#paper");
  await type("#paper_no", "11010519491231002X");
  await type("#telephone", "0632-1234567");
  await enter(next);
  await choose("#medium");
  await page.keyboard.press("ArrowDown");
  await choose("#way");
  await enter(next);
  await enter(next);
  await enter("form[action='/apply/check'] button");
  expect(at(page) === "/apply/receipt", "keyboard: an application is handed in");
  const sent = await page.$$eval(".codes .code", (codes) => codes.map((one) => one.textContent));
  await page.close();
  return sent;
}

export async function track(tools, [no, code], name, work = async () => {}) {
  const { browser, base, expect, look } = tools;
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}/apply/track`);
  await page.fill("#no", no);
  await page.fill("#code", code);
  await press(page, "查询");
  expect(at(page) === `/apply/track/${no}`, `${no} is tracked by its code`);
  await work(page);
  await look({ name, path: `/apply/track/${no}`, state: await context.storageState() });
  await context.close();
}

async function wrongCode(tools, no) {
  const page = await tools.browser.newPage();
  await page.goto(`${tools.base}/apply/track`);
  await page.fill("#no", no);
  await page.fill("#code", "ABCD-EFGH-JKLM");
  await press(page, "查询");
  await inspect(tools, page, "track-wrong");
  await page.close();
}

/** Number and code of an application that is on its way. */
export async function apply(tools) {
  const { look } = tools;
  await look({ name: "track", path: "/apply/track" });
  const first = await stepByStep(tools);
  await whileTyping(tools);
  const second = await byKeyboard(tools);
  await wrongCode(tools, first[0]);
  await track(tools, first, "track-case", async (page) => {
    await Promise.all([page.waitForNavigation(), page.click("text=撤回这件申请")]);
    await look({ name: "track-withdrawal", path: at(page), state: await page.context().storageState() });
  });
  return second;
}
