-- From pandoc's tree of a page to Typst: boxes, answers moved to the end, mathematics with words for those who listen.

local answers = pandoc.List()

local function is_display(block)
  if not block or block.t ~= 'Para' then return false end
  for _, inline in ipairs(block.content) do
    if inline.t ~= 'SoftBreak' and not (inline.t == 'Math' and inline.mathtype == 'DisplayMath') then return false end
  end
  return true
end

-- A sentence that leads to a formula, a table, code or a picture stays on its page.
local function led_to(block)
  return block and (block.t == 'Table' or block.t == 'CodeBlock' or block.t == 'RawBlock' or is_display(block))
end

-- What was asked stays together with the line that says where its answer stands.
local function asks(block)
  return block and (block.t == 'Para' or block.t == 'BulletList' or block.t == 'CodeBlock')
end

local function kept_together(blocks)
  local done = pandoc.List()
  for position, block in ipairs(blocks) do
    local following = blocks[position + 1]
    if block.t == 'Div' and block.classes:includes('answer') and asks(done[#done]) then
      local group = pandoc.List({ done:remove(), block })
      if group[1].t == 'BulletList' and asks(done[#done]) then group:insert(1, done:remove()) end
      done:insert(pandoc.Div(group, { class = 'kept' }))
    elseif block.t == 'Para' and not is_display(block) and led_to(following) then
      done:insert(pandoc.Div({ block }, { class = 'lead' }))
    else
      done:insert(block)
    end
  end
  return done
end

local function quoted(text)
  return '"' .. text:gsub('\\', '\\\\'):gsub('"', '\\"'):gsub('%s+', ' ') .. '"'
end

local function typst(blocks)
  return pandoc.write(pandoc.Pandoc(blocks), 'typst', { wrap_text = 'none' })
end

local function raw(text)
  return pandoc.RawBlock('typst', text)
end

local function called(name, body)
  local blocks = pandoc.List({ raw('#' .. name .. '[') })
  blocks:extend(body)
  blocks:insert(raw(']'))
  return blocks
end

local function title_of(div)
  local title = div.content[1]
  return typst({ pandoc.Plain(pandoc.utils.blocks_to_inlines(title.content)) }), { table.unpack(div.content, 2) }
end

local function answer(div)
  local title, body = title_of(div)
  title = title:gsub('%s*보기%s*$', ''):gsub('^답$', '')
  answers:insert({ title = title, body = body })
  return raw('#to-answer(' .. #answers .. ')[' .. title .. ']')
end

local KINDS = { 'exercise', 'tip', 'warning' }

local function admonition(div)
  local title, body = title_of(div)
  local kind = 'note'
  for _, known in ipairs(KINDS) do
    if div.classes:includes(known) then kind = known end
  end
  return called('admonition(kind: "' .. kind .. '")[' .. title .. ']', body)
end

local function box(div)
  if div.classes:includes('answer') then return answer(div) end
  if div.classes:includes('admonition') then return admonition(div) end
  for _, name in ipairs({ 'caption', 'lead', 'kept' }) do
    if div.classes:includes(name) then return called(name, div.content) end
  end
end

local function equation(math)
  local source = typst({ pandoc.Plain({ math }) }):gsub('#h%(0em%)', 'thick') -- pandoc's rounding of \\;
  local is_block = math.mathtype == 'DisplayMath'
  local words = quoted(math.text)
  local text = '#math.equation(block: ' .. tostring(is_block) .. ', alt: ' .. words .. ', ' .. source .. ')'
  return pandoc.RawInline('typst', text)
end

-- A table keeps together on a page unless it is longer than most pages can spare.
local LONG_TABLE = 14

local function shaped(tbl)
  for _, spec in ipairs(tbl.colspecs) do
    if spec[1] == 'AlignDefault' then spec[1] = 'AlignLeft' end
  end
  local is_blank = true
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do
      is_blank = is_blank and #pandoc.utils.stringify(cell.contents) == 0 and #cell.contents == 0
      cell.contents = cell.contents:map(function(block)
        return pandoc.Plain({ pandoc.Strong(block.content) })
      end)
    end
  end
  if is_blank then tbl.head.rows = pandoc.List() end
  local rows = 0
  for _, body in ipairs(tbl.bodies) do rows = rows + #body.body end
  if rows > LONG_TABLE then return called('long-table', { tbl }), false end
  return tbl
end

local SHORT_ANSWER = 1200 -- characters, well below half a page

local function with_answers(document)
  if #answers == 0 then return nil end
  document.blocks:insert(pandoc.Header(2, '답'))
  for number, answer in ipairs(answers) do
    local is_short = #pandoc.utils.stringify(answer.body) < SHORT_ANSWER
    local call = 'answer(' .. number .. ', breakable: ' .. tostring(not is_short) .. ')[' .. answer.title .. ']'
    document.blocks:extend(called(call, answer.body))
  end
  return document
end

return {
  { Blocks = kept_together },
  { Math = equation, Table = shaped },
  { Div = box },
  { Pandoc = with_answers },
}
