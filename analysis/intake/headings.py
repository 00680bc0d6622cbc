"""Headings that may be printed: those that are made of words for things, never of names.

A heading can be somebody's name, phone or id: a column for every colleague, or the first
person's row where a file has no heading. No list holds all names, so only headings whose
every word is known to mean something else are printed; all others are counted.
"""

import re
import unicodedata

ENGLISH = """
    about absence academic account achieved achievement action active activity actual address
    age agent alter amount annual answer application appraisal area assessed assessment
    assessor attainment attempt attention attribute audit auto average awarded balance band
    begin begun behavior behaviour birth bonus browser budget business by calendar campaign
    career category cell certificate channel check city client closed cluster code cohort
    collected collection column comment commission company complete completed completion
    condition consent contact contract contracted control cost count country course created
    cumulative currency current customer data database date dealer decided degree department
    dept description device deviceid diploma direct distribution district division document
    download due duration education educational effective email employed employee employer
    employment end ended ending entry event exit expected experience export external factor
    family feedback fees female file filter final finish finished first firstname fiscal flag
    follow forename form format formdef full function gender generated given goal grade group
    growth headquarters health height hire hired hiring history hour id identifier in inactive
    income index industry information initial input instance instanceid instrument internal
    interview interviewer ip is item join joined kpi label language last lastname lastpage
    latitude lead length level license line list local location logged login longitude mail
    main male manager manual margin marital market measure median meeting member message meta
    method middle minute mobile mode model modified month monthly months name nation national
    nationality net new nickname no note notes number objective occupation of office on open
    opening operator opportunity option order organisation organization origin other outcome
    output overall paid panel parent part partner password pay payment percent percentage
    percentile performance period person personal phase phone picture pilot pipeline plan
    planned point population position postal postcode potential prefix previous primary
    product profile profit program programme progress project promotion province quality
    quantity quarter quarterly query question questionnaire quota random range rank rate rated
    ratee rater rating ratio raw reason received recipient record recorded recording redcap
    reference referrer region regional registered registration relation relationship
    reliability religion remark renewal reply report required respondent response result
    retention return revenue review reviewer role round row salary sales schedule school score
    scored scoring screen seat second seconds section sector seed segment semester seniority
    sent sequence serial series session sex shift signature site size skill skipped social
    sold source specialty staff standard start started startlanguage status stop structure
    study subject submission submit submitdate submitted subordinate sum summary supervisor
    supplier surname survey surveyor system table tag target task team telephone tenure term
    territory test text the time timestamp title to token tool total training transaction
    trial turnover type unit university updated url usage use user username uuid validation
    value variable version visit visitor volume wave weight weighted win work worker working
    workplace year yearly years zip zone
"""
"""Words of headings in English. Words that are common names as well are left out."""

CHINESE = """
    序号 编号 工号 学号 代码 编码 姓名 名字 真名 昵称 性别 年龄 生日 出生 民族 籍贯 婚姻
    婚否 政治面貌 手机 电话 联系 方式 邮箱 邮件 电子 微信 身份证 证件 地址 住址 来自 来源
    渠道 详情 设备 浏览器 系统 部门 岗位 职位 职务 职级 职称 级别 等级 层级 类型 类别 分类
    公司 单位 分公司 子公司 事业部 中心 团队 小组 班组 门店 大区 区域 地区 地域 省份 城市
    国家 学历 学位 专业 院校 毕业 学校 入职 离职 在职 在岗 工龄 司龄 工作 年限 经验 员工
    人员 职员 用户 主管 经理 领导 上级 下级 下属 同事 同级 客户 代理 经销商 供应商 产品 业务
    销售 销量 销售额 金额 数量 单价 价格 业绩 绩效 指标 目标 任务 配额 完成 达成 实际 计划
    预算 收入 利润 成本 毛利 回款 应收 应得 订单 合同 商机 线索 赢单 成交 新增 满意度 投诉
    拜访 薪资 薪酬 工资 奖金 提成 考核 评估 评价 评分 评级 被评 被评价 测评 打分 得分 总分
    分数 平均 均值 合计 总计 小计 排名 比例 占比 比率 增长 同比 环比 权重 系数 日期 时间
    时长 用时 所用 开始 结束 提交 填写 答题 作答 答卷 问卷 调查 题目 选项 题号 单选 多选
    量表 维度 版本 语言 备注 说明 描述 意见 建议 其他 其它 状态 是否 完整 有效 无效 年份
    年度 季度 月份 月度 周次 批次 轮次 期间 周期 数据 信息 内容 结果 记录 名称 标题 登录
    账号 帐号 密码 验证 审核 更新 创建 修改 潜力 市场 行业 规模 培训 证书 资格 請填寫 姓氏
    性別 年齡 編號 電話 手機 郵箱 電子郵件 部門 職位 職級 單位 區域 地區 時間 開始 結束 金額
    銷售 業績 績效 語言 備註 說明 狀態 類型 總分
"""
"""Words of headings in Chinese; none is one character, as such words begin names."""

BEHIND = "人者额額率数數号號名码碼日月年期度类類别別组組区區分秒的"
"""Characters that may follow a Chinese word."""

UNITS = r"\((?:秒|分钟|元|万元|天|月|年)\)"
SIGNS = r"[\W_]"
NUMBER = r"(?:q|v|var|item|question|题|第)?\d{1,3}(?!\d)题?"


def longest_first(words: str) -> str:
    """A pattern of any of `words`."""
    return "|".join(sorted(set(words.split()), key=lambda word: (-len(word), word)))


HARMLESS = re.compile(
    rf"(?=.*[^\W\d])(?:(?:{longest_first(ENGLISH)})s?|"
    rf"(?:{longest_first(CHINESE)})[{BEHIND}]{{0,2}}|qq|{UNITS}|{NUMBER}|{SIGNS})+"
)
"""Words, numbers of at most three digits and signs, with a letter somewhere."""

LONGEST = 80
"""Characters of a heading that is looked at: longer ones are questions, and are counted."""


def harmless(heading: str) -> bool:
    """Whether `heading` can be nobody's name, number or id, so that it may be printed."""
    plain = unicodedata.normalize("NFKC", heading).casefold().strip()
    return len(plain) <= LONGEST and HARMLESS.fullmatch(plain) is not None
