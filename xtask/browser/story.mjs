// 一年的故事：an application from correction to answer, a piece of news from draft to the public, a question from the
// citizen and back, help services from a file; the figures of the year follow; and the report of a year corrected, checked, signed, published and submitted.
import { QUIET, at, press, track } from "./apply.mjs";
import { publishes, reviews, withPage } from "./items.mjs";

const REPORT = "/desk/annual-reports/2024";
/** Bytes of a page that holds a whole report, its text and its metrics. */
const WHOLE = 600_000;
const THIS_YEAR = new Date().getFullYear();

/** What the report of this year would say now, by metric. */
async function figures({ browser, base }, state) {
  return withPage({ browser }, state, async (page) => {
    await page.goto(`${base}/desk/annual-reports/${THIS_YEAR}/text`);
    const rows = await page.$$eval("#metrics tbody tr", (all) =>
      all.map((row) => [row.cells[0].textContent.trim(), row.cells[2].textContent.replace(/\D/g, "")]));
    return Object.fromEntries(rows);
  });
}

/** What did not happen this year is said to be nothing; without it there is no report. */
async function sayNothing(tools, state) {
  const { base, expect } = tools;
  await withPage(tools, state, async (page) => {
    for (const kind of ["penalties", "coercions", "fees"]) {
      await page.goto(`${base}/desk/registers/${kind}?year=${THIS_YEAR}`);
      await Promise.all([page.waitForNavigation(), page.click("button[name=stands][value=yes]")]);
      expect((await page.textContent("main")).includes("统计为零"), `${kind}: nothing happened this year`);
    }
  });
}

/** A step at the desk, by somebody of that duty. */
async function doing(tools, states, who, no, slug, fill = async () => {}) {
  await withPage(tools, states[who], async (page) => {
    await page.goto(`${tools.base}/desk/cases/${no}/${slug}`);
    await fill(page);
    await Promise.all([page.waitForNavigation(), page.click("form.act button")]);
    tools.expect((await page.textContent("main")).includes("已办理"), `${slug} of ${no} is done by ${who}`);
  });
}

/** Asked for correction, corrected, extended, answered: the office's part at the desk, the applicant's outside. */
async function application(tools, states, sent) {
  const [no] = sent;
  const { expect, look } = tools;
  await doing(tools, states, "dengji", no, "assignment");
  await doing(tools, states, "chengban", no, "correction-notice", async (page) => {
    await page.check("input[name=missing][value=description]");
    await page.fill("#explanation", "请写明需要的是哪一份合同：施工、监理还是设计。");
  });
  await track(tools, sent, "track-correction", async (page) => {
    await Promise.all([page.waitForNavigation(), page.click("main a.button:has-text('补正')")]);
    await look({ name: "track-correct", path: at(page), state: await page.context().storageState() });
    await page.fill("#content", `${QUIET}，只要施工合同`);
    await press(page, "提交补正");
    expect((await page.textContent("main")).includes("补正已经收到"), "a correction is handed in");
  });
  await doing(tools, states, "fuzeren", no, "extension", async (page) => {
    await page.fill("#days", "10");
    await page.fill("#reason", "需要到项目现场核对合同文本");
  });
  await doing(tools, states, "chengban", no, "draft?answer=3.1/provided", (page) => page.fill("#access", "随本答复书提供"));
  await doing(tools, states, "fuzeren", no, "review");
  await doing(tools, states, "juzhang", no, "signature");
  await doing(tools, states, "dengji", no, "answer");
  await track(tools, sent, "track-answered", async (page) => {
    const text = await page.textContent("main");
    expect(text.includes("延长") && text.includes("10个工作日"), "the applicant reads that the term was extended");
    expect(text.includes("已经答复") && text.includes("对答复不服"), "the answer is there with its remedies");
    const answer = page.locator("[aria-labelledby=answer] a, .timeline li:has-text('作出答复') a").first();
    const [letter] = await Promise.all([page.waitForEvent("download"), answer.click()]);
    expect(letter.suggestedFilename().endsWith(".pdf"), "the answer can be taken away");
  });
}

/** Drafted, reviewed by three, published, read and found by everybody. */
async function news(tools, states) {
  const { base, expect } = tools;
  const path = await withPage(tools, states.chengban, async (page) => {
    await page.goto(`${base}/desk/items/new`);
    await page.fill("#title", "政务服务大厅延时服务安排");
    await page.selectOption("#nature", "news");
    await page.selectOption("#duty", "20-5");
    await page.fill("#overview", "工作日中午、周六上午照常办理。");
    await page.fill("#body", "即日起，工作日中午、周六上午照常办理登记类业务。");
    await Promise.all([page.waitForNavigation(), page.click("form.act button:not([type=button])")]);
    return at(page);
  });
  await reviews(tools, states, path);
  const before = await (await fetch(`${base}/disclosure/items`)).text();
  expect(!before.includes("延时服务安排"), "what is reviewed is not yet published");
  const shown = await publishes(tools, states, path);
  const open = await fetch(base + shown);
  expect(open.status === 200 && (await open.text()).includes("周六上午照常办理"), "the news are read by everybody");
}

/** Asked by a citizen, routed, drafted, reviewed, answered in the open, read and rated. */
async function message(tools, states) {
  const { browser, base, expect } = tools;
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/messages/new`);
  await page.check("input[name=kind][value=question]");
  await page.fill("#title", "延时服务能办社保卡吗");
  await page.fill("#content", "周六上午来大厅，能不能补领社会保障卡？");
  await page.check("input[name=open][value=yes]");
  await page.fill("#name", "王翡翠");
  await page.fill("#telephone", "13900000000");
  await Promise.all([page.waitForNavigation(), page.click("button[value=next]")]);
  await Promise.all([page.waitForNavigation(), page.click("main button[value=send]")]);
  expect(at(page) === "/messages/receipt", `a message is received, at ${at(page)}`);
  const [no, code] = await page.$$eval("dd.code", (codes) => codes.map((one) => one.textContent));
  const step = (who, name, fill = async () => {}) => withPage(tools, states[who], async (desk) => {
    await desk.goto(`${base}/desk/messages/${no}/${name}`);
    await fill(desk);
    await Promise.all([desk.waitForNavigation(), desk.click("form.act button:not([type=button])")]);
    expect(at(desk) === `/desk/messages/${no}`, `message: ${name} is done by ${who}, at ${at(desk)}`);
  });
  await step("dengji", "accept", async (desk) => {
    await desk.locator("[name=department]").evaluate((field) => { if (field.tagName === "SELECT") field.selectedIndex = field.options.length - 1; else field.value = "政务公开科"; });
    await desk.fill("[name=matter]", "社会保障");
  });
  await step("chengban", "draft-answer", async (desk) => {
    await desk.fill("#text", "可以。周六上午带身份证到社保窗口办理，当场领取。");
  });
  await step("bumen", "pass");
  expect(!(await (await fetch(`${base}/messages`)).text()).includes("延时服务能办社保卡吗"), "an answer that is only reviewed is not public");
  await step("fabu", "answer-openly");
  const open = await (await fetch(`${base}/messages/${no}`)).text();
  expect(open.includes("当场领取") && !open.includes("王翡翠") && !open.includes("13900000000"), "the answer is public, the sender is not");
  await page.goto(`${base}/messages/status`);
  if (await page.locator("#code").count()) {
    await page.fill("#no", no);
    await page.fill("#code", code);
    await Promise.all([page.waitForNavigation(), page.click("main form button")]);
  }
  await page.check("input[name=rating][value=good]");
  await Promise.all([page.waitForNavigation(), page.click("form[action='/messages/status/rating'] button")]);
  expect((await page.textContent("main")).includes("满意"), "the sender rates the answer");
  await context.close();
}

/** Rows of a file are looked through, one is given back, the others stand in the register. */
async function helpFromFile(tools, state) {
  const { base, expect } = tools;
  const day = `${THIS_YEAR}-01-04`;
  const rows = ["编号,方式,服务日,事项", `GS-1,现场帮办,${day},变更登记`, `GS-2,电话咨询,${day},社保`, `GS-3,空谈,${day},无`];
  await withPage(tools, state, async (page) => {
    await page.goto(`${base}/desk/registers/help/import?year=${THIS_YEAR}`);
    await page.setInputFiles("#files", { name: "帮办.csv", mimeType: "text/csv", buffer: Buffer.from(rows.join("\n")) });
    await Promise.all([page.waitForNavigation(), page.click("form.act button")]);
    const told = await page.textContent("main");
    expect(told.includes("可以采用 2 行，不能采用 1 行") && told.includes("第 4 行"), "a bad row is told before anything is written");
    await page.check("input[name=skip]");
    await Promise.all([page.waitForNavigation(), page.click("main form button")]);
    for (let tries = 0; tries < 20 && !(await page.textContent("main")).includes("GS-2"); tries += 1) {
      await page.waitForTimeout(250);
      await page.goto(`${base}/desk/registers/help?year=${THIS_YEAR}`);
    }
    expect((await page.textContent("main")).includes("GS-2"), "the rows of the file stand in the register");
  });
}

/** Presses the button of an act on the report's page. */
async function act(tools, state, name, fill = async () => {}) {
  await withPage(tools, state, async (page) => {
    await page.goto(`${tools.base}${REPORT}`);
    await fill(page);
    await Promise.all([page.waitForNavigation(), page.click(`form[action='${REPORT}/${name}'] button`)]);
    const told = await page.locator(".errors[role=alert]").allTextContents();
    tools.expect(told.length === 0, `report: ${name} is done, not ${told.join("; ").trim()}`);
  });
}

/** The report's text changed at the desk, checked, reviewed, signed, published; the checker finds nothing in it. */
async function report(tools, states) {
  const { base, expect, look } = tools;
  await withPage(tools, states.chengban, async (page) => {
    await page.goto(`${base}${REPORT}/text`);
    expect((await page.locator(".draft a[href*='/figures/']").count()) > 20, "report: figures of the preview lead to records");
    const text = await page.inputValue("#part1");
    await page.fill("#part1", `${text}\n\n共收到申请9件。`);
    await Promise.all([page.waitForNavigation(), page.click("button[value=look]")]);
    expect((await page.textContent("main")).includes("直接填写了“9件”"), "report: a typed figure is pointed out");
    await page.fill("#part1", `${text}\n\n各项工作有据可查。`);
    await page.fill("#note", "补充一句");
    await Promise.all([page.waitForNavigation(), page.click("button[value=save]")]);
    expect((await page.textContent("main")).includes("送审前的检查"), "report: saved, and checked");
  });
  await look({ name: "desk-report-text", path: `${REPORT}/text`, state: states.chengban, most: WHOLE });
  await look({ name: "desk-adjustments", path: `${REPORT}/adjustments`, state: states.chengban });
  await act(tools, states.chengban, "propose");
  await act(tools, states.fuzeren, "review");
  await act(tools, states.juzhang, "sign");
  await act(tools, states.fabu, "publish", (page) => page.fill("#explanation", "总体情况补充一句，数字没有变化。"));
  await look({ name: "desk-report", path: REPORT, state: states.chengban });
  const shown = await (await fetch(`${base}/disclosure/reports/2024`)).text();
  expect(shown.includes("各项工作有据可查") && shown.includes("数字没有变化"), "report: the correction is public");
  await checked(tools);
  await submitted(tools, states);
}

/** Handed to the superior unit as a file, taken in and accepted there, and the reply noted here. */
async function submitted(tools, states) {
  const { base, expect, look } = tools;
  let file, reply;
  await act(tools, states.fabu, "send");
  await withPage(tools, states.fabu, async (page) => {
    file = Buffer.from(await (await page.request.get(`${base}${REPORT}/package`)).body());
  });
  await withPage(tools, states.jiandu, async (page) => {
    await page.goto(`${base}/desk/submissions?year=2024`);
    const ours = page.locator("tr", { hasText: "DEMO-09" });
    expect((await ours.textContent()).includes("未报"), "submission: the superior unit waits for ours");
    await page.click("main details summary");
    await page.setInputFiles("input[type=file]", { name: "报送.json", mimeType: "application/json", buffer: file });
    await Promise.all([page.waitForNavigation(), page.click("form[action='/desk/submissions'] button")]);
    expect(!(await ours.textContent()).includes("未报"), "submission: it has arrived");
    const name = (await ours.locator("th").textContent()).trim();
    await Promise.all([page.waitForNavigation(), ours.locator("a").click()]);
    expect((await page.textContent("main")).includes("各项工作有据可查"), "submission: the superior unit reads the report");
    await page.fill("#remarks", "内容完整，数据有出处。");
    await Promise.all([page.waitForNavigation(), page.click("button[value=accept]")]);
    reply = Buffer.from(await (await page.request.get(`${page.url().split("?")[0]}/reply`)).body());
    await page.goto(`${base}/desk/submissions/2024`);
    expect(!(await page.textContent("main")).includes(name), "submission: ours is not among those left out of the sum");
  });
  await withPage(tools, states.fabu, async (page) => {
    await page.goto(`${base}${REPORT}`);
    await page.setInputFiles("#reply-file", { name: "答复.json", mimeType: "application/json", buffer: reply });
    await Promise.all([page.waitForNavigation(), page.click(`form[action='${REPORT}/reply'] button`)]);
    const told = await page.textContent("main");
    expect(told.includes("内容完整，数据有出处。") && told.includes("接收"), "submission: the reply stands beside the report");
  });
  await look({ name: "desk-report-sent", path: REPORT, state: states.fabu });
  await look({ name: "submission", path: "/desk/submissions/2024/DEMO-09", state: states.jiandu, most: 250_000 });
}

/** What was published goes through the checker anybody may use. */
async function checked({ browser, base, expect }) {
  const page = await browser.newPage();
  const file = Buffer.from(await (await fetch(`${base}/disclosure/reports/2024.docx`)).arrayBuffer());
  const mimeType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  await page.goto(`${base}/check`);
  await page.setInputFiles("#files", { name: "2024年度报告.docx", mimeType, buffer: file });
  await Promise.all([page.waitForNavigation(), page.click("button.main")]);
  const told = await page.textContent("main");
  expect(told.includes("没有须更正的内容"), `the checker finds nothing in what was published: ${told.replace(/\s+/g, " ").slice(0, 200)}`);
  await page.close();
}

export async function story(tools, states, sent) {
  const { expect, look } = tools;
  await sayNothing(tools, states.chengban);
  const before = await figures(tools, states.chengban);
  await application(tools, states, sent);
  await news(tools, states);
  await message(tools, states);
  await helpFromFile(tools, states.chengban);
  const after = await figures(tools, states.chengban);
  for (const [metric, more] of [["requests.results.granted", 1], ["proactive.items", 1], ["messages.received", 1], ["help.total", 2]]) {
    expect(Number(after[metric] || 0) === Number(before[metric] || 0) + more,
      `${metric} follows the year's work: ${before[metric]} and then ${after[metric]}`);
  }
  await report(tools, states);
  await look({ name: "dashboard", path: "/desk/dashboard?year=2024", state: states.chengban, most: 250_000 });
  await look({ name: "told", path: "/disclosure/figures", most: 250_000 });
  await look({ name: "submissions", path: "/desk/submissions?year=2024", state: states.jiandu });
  await look({ name: "desk-suggestions", path: "/desk/suggestions", state: states.chengban });
  await look({ name: "desk-questions", path: "/desk/questions", state: states.fabu });
}
