// 一年的故事：the report is corrected from draft to publication by four people; dashboards, submissions and figures looked at.

const PASSWORD = "gongkai-demo-2024";
const REPORT = "/desk/annual-reports/2024";
/** Bytes of a page that holds a whole report, its text and its metrics. */
const WHOLE = 600_000;

async function as({ browser, base }, who, work) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/desk/sign-in`);
  await page.fill("#account", who);
  await page.fill("#password", PASSWORD);
  await page.click("form[action='/desk/sign-in'] button");
  await work(page);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Presses the button of an act on the report's page. */
async function act(tools, who, name, fill) {
  return as(tools, who, async (page) => {
    await page.goto(`${tools.base}${REPORT}`);
    if (fill) await fill(page);
    await Promise.all([page.waitForNavigation(), page.click(`form[action='${REPORT}/${name}'] button`)]);
    const told = await page.locator(".errors[role=alert]").allTextContents();
    tools.expect(told.length === 0, `report: ${name} is done, not ${told.join("; ").trim()}`);
  });
}

export async function story(tools) {
  const { base, expect, look } = tools;
  const drafter = await as(tools, "chengban", async (page) => {
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
  await look({ name: "desk-report-text", path: `${REPORT}/text`, state: drafter, most: WHOLE });
  await act(tools, "chengban", "propose");
  await act(tools, "fuzeren", "review");
  await act(tools, "juzhang", "sign");
  await act(tools, "fabu", "publish", (page) => page.fill("#explanation", "总体情况补充一句，数字没有变化。"));
  await look({ name: "desk-report", path: REPORT, state: drafter });
  const shown = await (await fetch(`${base}/disclosure/reports/2024`)).text();
  expect(shown.includes("各项工作有据可查") && shown.includes("数字没有变化"), "report: the correction is public");
  await look({ name: "dashboard", path: "/desk/dashboard?year=2024", state: drafter, most: 250_000 });
  await look({ name: "told", path: "/disclosure/figures", most: 250_000 });
  const superior = await as(tools, "jiandu", async () => {});
  await look({ name: "submissions", path: "/desk/submissions?year=2024", state: superior });
}
