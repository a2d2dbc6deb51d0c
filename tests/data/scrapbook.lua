-- An item that takes down what testimonies say, and what other scrapbooks took down; for tests of erasure in copies (run/erase_copy.h).
return {
  name = "scrapbook", title = "Scrapbook", noun = "book", version = 1, ref = "S-{number}",
  roles = { manager = { title = "Manager", post = "business_manager" }, keeper = { title = "Keeper", person_in = "keeper" } },
  read = { "manager", "keeper" },
  start = { by = { "manager", "keeper" }, form = { "about", optional "keeper" } },
  fields = {
    about = { type = "text", label = "About" },
    keeper = { type = "person", label = "Keeper" },
    rows = { type = "list", label = "What they say" },
    earlier = { type = "list", label = "What other books say" },
    summary = { type = "text", label = "Summary" },
    checked = { type = "text", label = "Checked" },
  },
  list = { title = "about" },
  states = {
    open = {
      title = "Open", holder = "manager",
      on = {
        look = {
          label = "Look", by = { "manager", "keeper" },
          actions = {
            gather { into = "rows", of = "testimony", where = {}, take = { "account", "remark", "due" } },
            gather { into = "earlier", of = "scrapbook", where = {}, take = { "rows", "summary" } },
            run("say it in short", function(item)
              local all = {}
              for _, row in ipairs(item.fields.rows) do all[#all + 1] = row.ref .. ": " .. (row.account or "nothing") end
              return { summary = "They say " .. table.concat(all, "; ") }
            end),
            tell("manager", "was filled in"),
          },
        },
        check = { label = "Check it", decided_by = "manager", form = { "checked" }, binds = { "rows", "about" } },
        close = { target = "closed", label = "Close", by = "manager" },
      },
    },
    closed = { title = "Closed", tags = { "closed" } },
  },
}
