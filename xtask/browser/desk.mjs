// 工作台在浏览器里：every page looked at, a case handled by keyboard from registration to the answer, a file struck out.
import { deflateRawSync } from "node:zlib";

const PASSWORD = "gongkai-demo-2024";

/** A cookie jar for each duty. */
async function signIn({ browser, base, expect }, who) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/desk/sign-in`);
  await page.fill("#account", who);
  await page.fill("#password", PASSWORD);
  await page.click("button");
  expect(new URL(page.url()).pathname.startsWith("/desk"), `${who} signs in`);
  const state = await context.storageState();
  await context.close();
  return state;
}

/** One field after the other by Tab, as somebody at the counter does. */
async function typeInto(tools, page, selector, text) {
  tools.expect(await tools.tabTo(page, selector), `keyboard: ${selector} is reached`);
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

async function press(tools, page, selector) {
  tools.expect(await tools.tabTo(page, selector), `keyboard: ${selector} is reached`);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function withPage(tools, state, work) {
  const context = await tools.browser.newContext({ storageState: state });
  const page = await context.newPage();
  const done = await work(page);
  await context.close();
  return done;
}

/** Registers, assigns, drafts, reviews, signs and sends without touching a mouse; the number of the case. */
async function byKeyboard(tools, states) {
  const { base, expect } = tools;
  const no = await withPage(tools, states.dengji, async (page) => {
    await page.goto(`${base}/desk`);
    await page.keyboard.press("n");
    await page.waitForURL(`${base}/desk/new`);
    await typeInto(tools, page, "#name", "键盘申请人");
    await typeInto(tools, page, "#paper_no", "11010519491231002X");
    await typeInto(tools, page, "#telephone", "0632-1234567");
    await typeInto(tools, page, "#subject", "某路灯改造的验收材料");
    await typeInto(tools, page, "#content", "某路灯改造工程的竣工验收报告");
    await press(tools, page, "form.act button");
    expect((await page.textContent("main")).includes("已办理“登记申请”"), "keyboard: an application is registered");
    await page.keyboard.press("?");
    expect(await page.locator("dialog.keys").isVisible(), "keyboard: the keys are explained");
    await page.keyboard.press("Escape");
    return new URL(page.url()).pathname.split("/").pop();
  });
  const act = async (who, slug, fill) => withPage(tools, states[who], async (page) => {
    await page.goto(`${base}/desk/cases/${no}`);
    const link = page.locator(`a[href="/desk/cases/${no}/${slug}"]`).first();
    const key = await link.getAttribute("data-key");
    if (key) await page.keyboard.press(key);
    else await page.goto(`${base}/desk/cases/${no}/${slug}`);
    await page.waitForURL(new RegExp(`/${slug}`));
    await fill(page);
    await press(tools, page, "form.act button");
    expect((await page.textContent("main")).includes("已办理"), `keyboard: ${slug} is done by ${who}`);
  });
  await act("dengji", "assignment", async () => {});
  await act("chengban", "draft", async (page) => {
    await press(tools, page, "a[href$='answer=3.1/provided']");
    await typeInto(tools, page, "#access", "随本答复书提供");
  });
  await act("fuzeren", "review", async () => {});
  await act("juzhang", "signature", async () => {});
  await act("dengji", "answer", async () => {});
  return no;
}

/** A DOCX of one paragraph, zipped here so that no file of somebody's has to stand in the tree. */
function docx(text) {
  const parts = [
    ["[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'],
    ["_rels/.rels", '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'],
    ["word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`],
  ];
  const table = Array.from({ length: 256 }, (_, n) => [...Array(8)].reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n));
  const crc = (bytes) => (bytes.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;
  const heads = [];
  const out = [];
  let at = 0;
  for (const [name, content] of parts) {
    const [bytes, packed, label] = [Buffer.from(content), deflateRawSync(Buffer.from(content)), Buffer.from(name)];
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(label.length, 22);
    out.push(Buffer.from("PK\x03\x04", "latin1"), head, label, packed);
    const place = Buffer.alloc(16);
    place.writeUInt32LE(at, 12);
    heads.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), head, place.subarray(2), label]));
    at += 30 + label.length + packed.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...out, directory, Buffer.from("PK\x05\x06", "latin1"), end]);
}

/** Words are struck by selecting them in the text; the result is read again and kept. */
async function strikesOut(tools, states, no) {
  const { base, expect } = tools;
  await withPage(tools, states.chengban, async (page) => {
    await page.goto(`${base}/desk/cases/${no}/files`);
    await page.setInputFiles("#files", { name: "验收报告.docx", mimeType: "application/octet-stream", buffer: docx("联系人：王小明，结论：合格") });
    await page.click("form.act button");
    await page.click("text=区分处理、核对放行");
    await page.evaluate(() => {
      const words = document.querySelector(".units .text").firstChild;
      const range = document.createRange();
      const from = words.data.indexOf("王小明");
      range.setStart(words, from);
      range.setEnd(words, from + 3);
      const chosen = window.getSelection();
      chosen.removeAllRanges();
      chosen.addRange(range);
      document.querySelector("[data-units]").dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
    });
    expect((await page.inputValue("#text")) === "王小明", "words selected in the document are struck");
    await page.check("input[name=seen]");
    await page.click("button[value=release]");
    expect((await page.textContent("h1")).includes("核对通过"), "the struck file is released");
    expect(!(await page.textContent("main")).includes("王小明"), "what was struck is not told");
  });
}

export async function desk(tools) {
  const { look } = tools;
  const states = {};
  for (const who of ["dengji", "chengban", "fuzeren", "juzhang", "jiandu", "shenji", "guanli", "anquan", "bumen", "baomi", "fabu"]) {
    states[who] = await signIn(tools, who);
  }
  const no = await byKeyboard(tools, states);
  // A case that is under way, to look at what may be done to it.
  const under = "2026-00001";
  await strikesOut(tools, states, under);
  const pages = [
    ["sign-in", "/desk/sign-in", null],
    ["board", "/desk?list=open", "dengji"],
    ["register", "/desk/new", "dengji"],
    ["case", `/desk/cases/${no}`, "dengji"],
    ["case-open", `/desk/cases/${under}`, "chengban"],
    ["answers", `/desk/cases/${under}/draft`, "chengban"],
    ["draft", `/desk/cases/${under}/draft?answer=3.2`, "chengban"],
    ["extension", `/desk/cases/${under}/assignment`, "dengji"],
    ["files", `/desk/cases/${under}/files`, "chengban"],
    ["redaction", `/desk/cases/${under}/files/2/redaction`, "chengban"],
    ["proof", `/desk/cases/${no}/proof`, "shenji"],
    ["found", "/desk/find?q=11010519491231002X", "dengji"],
    ["remedies", "/desk/remedies?all=yes", "fuzeren"],
    ["supervision", "/desk/supervision", "jiandu"],
    ["calendar-changes", "/desk/calendar", "fuzeren"],
    ["registers", "/desk/registers", "chengban"],
    ["register-list", "/desk/registers/proposals?year=2024", "chengban"],
    ["register-row", "/desk/registers/proposals/row?id=2024%2Fcongress%C2%B7%E5%B8%82%E4%BA%BA%E5%A4%A7%E5%8D%81%E4%B8%83%E5%B1%8A%E5%9B%9B%E6%AC%A1%E4%BC%9A%E8%AE%AE%C2%B7JT2024-01", "chengban"],
    ["register-new", "/desk/registers/licences/new", "chengban"],
    ["register-import", "/desk/registers/licences/import", "chengban"],
    ["counter", "/desk/counter", "dengji"],
    ["counter-chosen", "/desk/counter?kind=onsite", "dengji"],
    ["me", "/desk/me", "chengban"],
    ["accounts", "/desk/accounts", "guanli"],
    ["audit", "/desk/audit", "shenji"],
  ];
  for (const [name, path, who] of pages) {
    await look({ name: `desk-${name}`, path, state: who ? states[who] : undefined });
  }
  await look({ name: "desk-forbidden", path: "/desk/audit", state: states.dengji, status: 403 });
  return states;
}
