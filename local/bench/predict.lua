-- Posts patients of the data set, another one each time (the same again flatters branch prediction).
-- Usage: wrk -s predict.lua URL -- DATASET.csv [KEY]
local bodies = {}

function init(args)
  local names
  for line in io.lines(args[1]) do
    local values = {}
    for value in line:gmatch("[^,\r]+") do values[#values + 1] = value end
    if names == nil then
      names = values
    else
      local fields = {}
      for i = 1, #names - 1 do fields[i] = string.format('"%s":%s', names[i], values[i]) end
      bodies[#bodies + 1] = "{" .. table.concat(fields, ",") .. "}"
    end
  end
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  if args[2] ~= nil and args[2] ~= "" then wrk.headers["authorization"] = "Bearer " .. args[2] end
end

local at = 0
function request()
  at = at % #bodies + 1
  return wrk.format(nil, "/predict", nil, bodies[at])
end

function done(summary)
  local errors = summary.errors
  io.write(string.format("requests=%d seconds=%f errors=%d\n", summary.requests, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
