-- wrk's requests: one signed body, and a webhook-id of its own for each. Arguments: signature, body's file.

local count, body
local headers = { ["content-type"] = "application/json" }

function init(args)
  headers["x-nautical-signature"] = args[1]
  local file = assert(io.open(args[2], "rb"))
  body = file:read("*a")
  file:close()
  count = 0
end

function request()
  count = count + 1
  headers["webhook-id"] = "msg_" .. count
  return wrk.format("POST", nil, headers, body)
end
