// 统一身份认证：npm's oidc-provider beside the site. An account is linked by its owner, signs in, and is unlinked again.
// OIDC_PORT says where the site was told to look for the provider.
import Provider from "oidc-provider";

const PASSWORD = "gongkai-demo-2024";
const SUBJECT = "tester-1";

/** Whoever comes is the tester, and agrees: nothing is asked. */
async function interact(provider, context, next) {
  if (!context.path.startsWith("/interaction/")) return next();
  const { req, res } = context;
  const { prompt, params, session } = await provider.interactionDetails(req, res);
  context.respond = false;
  if (prompt.name === "login") {
    return provider.interactionFinished(req, res, { login: { accountId: SUBJECT } });
  }
  const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope("openid");
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true });
}

function open(port, base) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: "gongkai",
      client_secret: "a secret of the tests",
      redirect_uris: [`${base}/desk/sign-in/oidc/return`],
    }, {
      client_id: "citizens",
      client_secret: "a secret of the citizens",
      redirect_uris: [`${base}/apply/mine/return`],
    }],
    cookies: { keys: ["a key of the tests"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  });
  provider.use((context, next) => interact(provider, context, next));
  return provider.listen(Number(port), "127.0.0.1");
}

/** Signs in by the provider from the sign-in page; the page it led to. */
async function byProvider({ browser, base }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/desk/sign-in`);
  await page.click("a[href^='/desk/sign-in/oidc']");
  await page.waitForLoadState();
  return { context, page };
}

export async function oidc(tools) {
  const { browser, base, expect } = tools;
  const port = process.env.OIDC_PORT;
  if (!port) return;
  const provider = open(port, base);
  const before = await byProvider(tools);
  expect((await before.page.textContent("main")).includes("还没有关联"), "provider: who is not linked does not come in");
  await before.context.close();

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/desk/sign-in`);
  await page.fill("#account", "fabu");
  await page.fill("#password", PASSWORD);
  await page.click("form[action='/desk/sign-in'] button");
  await page.goto(`${base}/desk/me`);
  await page.fill("#password", PASSWORD);
  await page.click("form[action='/desk/me/oidc'] button");
  await page.click("main a.button");
  await page.waitForURL(`${base}/desk/me?done=linked`);
  expect((await page.textContent("main")).includes("已关联"), "provider: the owner links the own account");

  const linked = await byProvider(tools);
  expect(new URL(linked.page.url()).pathname.startsWith("/desk"), `provider: signed in, at ${linked.page.url()}`);
  expect((await linked.page.textContent(".me")).includes("郑发布"), "provider: who is linked comes in");
  await linked.context.close();

  await page.click("form[action='/desk/me/oidc/end'] button");
  await page.waitForURL(`${base}/desk/me?done=unlinked`);
  const after = await byProvider(tools);
  expect((await after.page.textContent("main")).includes("还没有关联"), "provider: unlinked again");
  await after.context.close();
  await context.close();
  await citizens(tools);
  provider.close();
}

/** An applicant signs in, finds an empty list, has no right at the desk, and signs out. */
async function citizens({ browser, base, expect, look }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${base}/apply/mine`);
  await look({ name: "mine-welcome", path: "/apply/mine" });
  await page.click("a[href='/apply/mine/sign-in']");
  await page.waitForURL(`${base}/apply/mine`);
  expect((await page.textContent("main")).includes("还没有申请"), "citizen: signed in by the provider");
  await look({ name: "mine", path: "/apply/mine", state: await context.storageState() });
  await page.goto(`${base}/desk`);
  expect(new URL(page.url()).pathname === "/desk/sign-in", "citizen: no door to the desk");
  await page.goto(`${base}/apply/mine`);
  await page.click("form[action='/apply/mine/leave'] button");
  await page.goto(`${base}/apply/mine`);
  expect((await page.textContent("main")).includes("登录是自愿的"), "citizen: signed out");
  await context.close();
}
