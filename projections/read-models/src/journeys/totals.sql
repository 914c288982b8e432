SELECT count(*),
       count(accepted_on),
       count(*) FILTER (WHERE ended_as = 'withdrawn'),
       count(*) FILTER (WHERE ended_as = 'completed'),
       CAST(coalesce(sum(minutes_logged), 0) AS BIGINT),
       CAST(coalesce(sum(minutes_claimable), 0) AS BIGINT),
       CAST(coalesce(sum(claimed_pence), 0) AS BIGINT),
       CAST(coalesce(sum(paid_pence), 0) AS BIGINT)
FROM journeys;
