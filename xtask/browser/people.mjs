// 人员和权限、第二重验证：the pages of the three administrators; a passkey made and used with a virtual authenticator.

const PASSWORD = "gongkai-demo-2024";

/** A browser with an authenticator of its own; the site by a name, since a passkey belongs to a name. */
async function withAuthenticator({ browser, base, expect }) {
  const site = base.replace("127.0.0.1", "localhost");
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => expect(false, `passkeys: the console says ${error}`));
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return { site, context, page, session };
}

async function signIn(page, site, who) {
  await page.goto(`${site}/desk/sign-in`);
  await page.fill("#account", who);
  await page.fill("#password", PASSWORD);
  await page.click("form[action='/desk/sign-in'] button");
}

/** A passkey is added, opens after the password, opens alone, and is taken away again. */
async function passkeys(tools) {
  const { expect, violations } = tools;
  const { site, context, page } = await withAuthenticator(tools);
  await signIn(page, site, "jiandu");
  await page.goto(`${site}/desk/me/factor`);
  await page.fill("#password-ask", PASSWORD);
  await page.click("button[value=ask]");
  await page.fill("#name", "办公电脑");
  await page.click("[data-go]");
  await page.waitForSelector("ul.codes");
  expect((await page.textContent("main")).includes("已添加通行密钥"), "passkeys: one is added");
  expect((await page.locator("ul.codes li").count()) === 10, "passkeys: recovery codes come with the first factor");
  expect((await page.textContent("table")).includes("办公电脑"), "passkeys: it is listed by its name");
  await context.clearCookies();

  await signIn(page, site, "jiandu");
  expect(page.url().endsWith("/desk/sign-in/second"), "passkeys: the password alone does not open");
  const found = await violations(page);
  expect(found.length === 0, `passkeys: axe finds ${found.join("; ")}`);
  await page.click("[data-go]");
  await page.waitForURL(/\/desk(\?|$)/);
  expect((await page.textContent(".me")).includes("周监督"), "passkeys: it opens after the password");
  await context.clearCookies();

  await page.goto(`${site}/desk/sign-in?back=%2Fdesk%2Fme`);
  await page.click("form[action='/desk/sign-in/passkey'] button");
  await page.click("[data-go]");
  await page.waitForURL(/\/desk\/me$/);
  expect((await page.textContent("main")).includes("通行密钥"), "passkeys: it opens alone");

  await page.goto(`${site}/desk/me/factor`);
  await page.check("input[name=key]");
  await page.fill("#password-remove", PASSWORD);
  await page.click("button[value=remove]");
  expect((await page.textContent("main")).includes("已删除通行密钥"), "passkeys: it is taken away");
  await context.close();
}

/** Without a script the page says what to do instead. */
async function withoutScript({ browser, base, expect }) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${base}/desk/sign-in`);
  await page.click("form[action='/desk/sign-in/passkey'] button");
  expect((await page.textContent("main")).includes("返回用密码登录"), "passkeys: without a script the password is named");
  expect(await page.locator("[data-go]").isHidden(), "passkeys: without a script there is no button that does nothing");
  await context.close();
}

/** The picture and the secret, shown while a code is awaited. */
async function enrolling({ browser, base, expect, violations, shoot }, state) {
  const context = await browser.newContext({ storageState: state, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${base}/desk/me/factor`);
  await page.fill("#password", PASSWORD);
  await page.click("button[value=begin]");
  expect((await page.locator("svg.qr").count()) === 1, "codes: the picture is shown");
  const found = await violations(page);
  expect(found.length === 0, `codes: axe finds ${found.join("; ")}`);
  await shoot(page, "desk-factor-enrolling-390");
  await page.fill("#code", "000000");
  await page.click("button[value=confirm]");
  expect((await page.textContent(".errors")).includes("动态口令不对"), "codes: a wrong code is refused");
  await page.click("button[value=abandon]");
  expect((await page.locator("svg.qr").count()) === 0, "codes: one may think better of it");
  await context.close();
}

export async function people(tools, states) {
  const { look } = tools;
  const pages = [
    ["people", "/desk/accounts", "guanli"],
    ["people-filtered", "/desk/accounts?state=open&factor=no", "anquan"],
    ["person", "/desk/accounts/chengban", "anquan"],
    ["person-placed", "/desk/accounts/chengban", "guanli"],
    ["departments", "/desk/departments", "guanli"],
    ["security", "/desk/security", "anquan"],
    ["password", "/desk/me/password", "chengban"],
    ["factor", "/desk/me/factor", "chengban"],
    ["audit-filtered", "/desk/audit?kind=rights", "shenji"],
    ["audit-sign", "/desk/audit?kind=sign", "shenji"],
  ];
  for (const [name, path, who] of pages) {
    await look({ name: `desk-${name}`, path, state: states[who] });
  }
  await look({ name: "desk-people-forbidden", path: "/desk/accounts", state: states.dengji, status: 403 });
  await look({ name: "desk-security-forbidden", path: "/desk/security", state: states.guanli, status: 403 });
  await enrolling(tools, states.chengban);
  await passkeys(tools);
  await withoutScript(tools);
}
