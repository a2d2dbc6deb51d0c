-- Goal: scenario 16 of the domain: a review that began under the Local Safeguarding Children Board keeps its regime after 29 September 2019 and ends under it;
-- a new one uses the new arrangements, and the old kind cannot be begun any more. Method: the shipped workflows `scr`, `lcspr`, `learning-review`.
local review = require "helper.review"

local old, new = "SCR-2019-01", "LCSPR-2019-01"

describe("the change of the law", function()
  local b
  local function set_regime(name) b:run("setting", "set", "regime", name, "--as", "h.dixon", "--reason", "The new arrangements began") end
  before_each(function()
    b = review.partnership("2019-08-01T09:00:00Z")
    review.refer(b, old, { aware_date = "2019-07-30", notified_on = "2019-08-01" })
    review.recommend(b, old, "scr", { due = "2019-08-15", secured = "2019-08-01" })
    review.decide(b, old, "scr")
    b:run("run-due", "--now", "2019-09-29T09:00:00Z")
    set_regime "masa2018"
  end)
  after_each(function()
    b:run("journal", "verify")
    b:remove()
  end)

  it("leaves what began before under the law it began under, to its end", function()
    assert.equal("lscb2015", b:field(old, "regime"))
    review.commission(b, old)
    assert.equal("lscb2015", b:field(old, "regime"))
    assert.equal("work.commissioned", b:state(old))
    b:run("run-due", "--now", "2020-09-30T09:00:00Z")
    assert.truthy(table.concat(b:show(old).warnings, "\n"):find("Board reviews had to end by 29 September 2020", 1, true))
  end)

  it("lets nothing new begin as a Serious Case Review, and says which law the board works under", function()
    local said = review.refuse_referral(b, "SCR-2019-02", { aware_date = "2019-09-27", notified_on = "2019-09-28" })
    assert.truthy(said:find("the board works under lscb2015", 1, true), said)
    b:refused("case", "show", "SCR-2019-02")
  end)

  it("begins a new one under the new law, and keeps that when the law changes again", function()
    b:run("case", "start", "lcspr", "--ref", new, "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
    assert.equal("masa2018", b:field(new, "regime"))
    set_regime "masa2023"
    b:run("case", "start", "lcspr", "--ref", "LCSPR-2019-02", "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
    assert.same({ "masa2018", "masa2023" }, { b:field(new, "regime"), b:field("LCSPR-2019-02", "regime") })
  end)

  it("is nobody's to write into a review: no form asks for it", function()
    b:refuse(old, "facts", "h.dixon", "regime=masa2018")
    assert.equal("lscb2015", b:field(old, "regime"))
  end)

  it("may have a name of the board's own, under which reviews of no law's kind begin", function()
    set_regime "tees-2030"
    b:run("case", "start", "learning-review", "--ref", "LR-2019-01", "--as", "h.dixon", "pseudonym=Child B", "referring_agency=hospitals",
      "aware_date=2019-09-27",
      "referral_reason=A near miss", "review_type=good_practice")
    assert.equal("tees-2030", b:field("LR-2019-01", "regime"))
    b:refused("case", "start", "lcspr", "--ref", "LCSPR-2019-03", "--as", "h.dixon", review.words(review.incident, { aware_date = "2019-09-27" }))
  end)
end)
