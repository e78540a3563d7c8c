//! 判断所凭的词，以空格分开. Kept as data, so that a false alarm is put right by a word and a line in the tests.

/// Something is asked to be given.
pub const ASKS: &str = "公开 提供 获取 查阅 复制 调取 索取 抄录 告知书";

/// What is recorded on: asked for, they are information.
pub const PAPERS: &str = "\
    文件 材料 记录 台账 名单 清单 合同 协议 方案 批复 决定 通知 报告 公告 公示 纪要 \
    统计 数据 情况 结果 信息 制度 办法 规定 依据 标准 流程 意见 函 证书 许可证 图纸 \
    表 凭证 票据 笔录 数量 档案 资料 目录 规划 批文 预算 决算 编制";

/// Somebody is to act.
pub const DEMANDS: &str = "\
    要求查处 请求查处 请查处 请依法查处 要求严肃 请求严肃 请严肃 严肃处理该 追究其 追究责任 \
    追究相关 要求处理 请求处理 请尽快处理 要求赔偿 请求赔偿 要求退款 要求退还 要求补偿 \
    要求解决 请求解决 恳请解决 请帮忙解决 望解决 要求整改 要求拆除 要求制止 要求停止 \
    要求恢复 讨个说法 给个说法 讨说法 为民做主 为我做主 主持公道 我要投诉 现投诉 特投诉 \
    我要举报 特此举报 现举报 实名举报 恳请领导 请领导 反映以下问题 我要信访";

/// Told without anything being asked for, they make a complaint.
pub const COMPLAINTS: &str = "\
    投诉 举报 控告 检举 信访 上访 查处 不作为 乱作为 侵权 侵害 拖欠 欠薪 扰民 没人管 \
    无人管 不管 诈骗 欺骗 强拆 乱收费 黑中介 反映 违法建设";

/// The wish to know, where no paper is named.
pub const QUESTIONS: &str = "\
    请问 想问 咨询一下 我想咨询 我想知道 想了解一下 怎么办 怎么申请 怎么办理 怎么查 \
    如何办理 如何申请 如何查询 怎样办理 什么时候能 什么时候可以 什么时候发 多长时间 多少钱 \
    要多久 需要什么 需要哪些 哪里办 在哪办 谁负责 能不能";

/// A reason or a judgement is wanted; also where it is «公开» that is asked.
pub const REASONS: &str =
    "为什么 为何 凭什么 怎么回事 什么原因 是否合法 是否合理 合不合法 依据是什么 怎么看待";

/// Words that lead into a second matter.
pub const CONNECTORS: &str = "\
    另外申请 另申请 同时申请 还申请 此外申请 另外请公开 另请公开 同时请公开 还要求公开 \
    还需要公开 另外还要 还想要";

/// Asked politely or not, something is to be made.
pub const POLITE: &str = "请 帮 麻烦 要求 希望 需要 能够 应当 进行 并 予以 给我";
pub const MAKING: &str = "\
    汇总 统计 整理 分析 计算 测算 制作 编制 列出 梳理 对比 评估 归纳 论证 翻译 核算 \
    出具";
/// Demands by themselves.
pub const MAKING_ALONE: &str = "\
    逐年列出 逐月列出 逐户列出 逐项列出 列表说明 分类汇总 分类统计 制成表 制作成 做成表 \
    做成报告 形成报告 统计一下 汇总一下 整理一下 书面解释 作出解释";
/// Behind such a word they are things that exist: 统计报表, 分析报告, 编制机关.
pub const STANDING: &str = "\
    表 报 公报 年鉴 数据 资料 局 情况 办法 机关 单位 文件 书 依据 规定 制度 台账 \
    结果 的 规划 说明 机构 方案 成果 意见 信息 材料 公司 规范 标准 人员 证";

pub const WORKS: &str = "\
    年鉴 地方志 县志 市志 区志 政府公报 国务院公报 报纸 日报 晚报 报刊 期刊 杂志 图书 \
    书籍 公开出版物 教材 单行本 法规汇编";
/// Behind such a word the matter is another: 图书馆, 年鉴编纂项目, 报纸征订合同.
pub const NOT_A_WORK: &str = "\
    馆 编纂 编制 编写 项目 采购 招标 中标 发行 征订 订阅 经营 许可 市场 合同 预算 \
    经费 费用 审批 备案 管理办法 公告 刊登 名录";

pub const REGISTERS: &str = "\
    工商登记 企业登记 公司登记 市场主体登记 企业注册 公司注册 工商档案 工商内档 企业档案 \
    企业内档 不动产登记 不动产权 房产登记 房屋登记 房屋产权 房屋权属 房产档案 产权登记 \
    婚姻登记 户籍登记";
pub const OF_A_REGISTER: &str = "资料 档案 信息 登记簿 登记表 查询 内档 材料 记录 证明 底档";
/// About the register, not out of it.
pub const REGISTERS_APART: &str = "\
    统计 数量 总数 指南 流程 规定 办法 改革 中心 方案 收费 标准 窗口 人员 平台 系统 \
    建设 政策 程序 条件 依据 清单 制度 工作 培训 公示 公告 费";

/// What every application says.
pub const BOILERPLATE: &str = "\
    您好 你好 尊敬的 领导 根据《中华人民共和国政府信息公开条例》 根据《政府信息公开条例》 \
    根据政府信息公开条例 特申请公开 现申请公开 依法申请公开 申请公开 请求公开 申请获取 请公开 \
    申请 公开 政府信息 信息 我想要 我想 我要 本人 我单位 我公司 关于 有关 相关 所有 \
    全部 一切 文件 材料 资料 情况 内容 如下 以下 下列 了解 获取 提供 贵单位 贵局 你局 \
    你们 给我 发给 请 的 和 及 等";

/// Where a place or a project is named, these follow the name.
pub const PLACES: &str = "\
    市 县 区 镇 乡 街道 路 街 村 社区 小区 公司 项目 工程 医院 学校 中学 小学 大学 \
    幼儿园 园区 地块 片区 楼盘 花园 家园 大桥 水库 河 广场 公园 机场 车站 高速 铁路 \
    厂 中心 局";
/// Taken for a name, such a word would hide that none is there.
pub const FOR_SHORT: &str = "小区的 本小区 我们小区 该项目 本项目 这个项目 我村 本村 我市 本市 全市 我区";
pub const GENERIC: &str = "某本这该我们各全哪贵你那个住";

/// Features of another kind: what is always one document of the office.
pub const ANSWERED_BY: &str = "\
    三定 机构设置 权责清单 责任清单 权力清单 部门预算 部门决算 财政预算 财政决算 公开指南 \
    年度报告 办事指南";
