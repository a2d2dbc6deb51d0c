-- What agencies are asked about female genital mutilation: taken with `questions = form "fgm"`. Numbers of reports, never who.
return {
  { "Who is your named lead on FGM?", name = "fgm_lead" },
  { "Of 100 regulated staff, how many are trained in the duty to report?", name = "trained_share", type = "whole" },
  { "Do staff know that the duty is theirs, in person, to the police on 101, by the close of the next working day?", name = "duty_known", options = { "yes", "partly", "no" } },
  { "How many reports did your staff make to the police in the last 12 months?", name = "mandatory_reports", type = "whole",
    hint = "The number alone. Fewer than 5 is printed as that." },
  { "How many FGM Protection Orders were you part of?", name = "protection_orders", type = "whole", optional = true, hint = "The number alone." },
  { "Do you return the maternity enhanced dataset?", name = "maternity_dataset", options = { "yes", "no", "not for this agency" } },
  { "Was the pathway for suspected cases and girls at risk tested by an audit?", name = "pathway_tested", type = "yesno" },
  { "What did the audit show?", name = "pathway_audit", optional = true },
  { "What do you do with communities that practise it?", name = "community_work" },
  { "What is missing?", name = "missing" },
}
