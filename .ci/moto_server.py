"""What .ci/moto runs."""
import json
import os
import sys

# Who may do what is asked from the fifth request on: the first four make the user and the bucket.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "4"

import boto3
from moto.server import ThreadedMotoServer

port = int(sys.argv[1])
ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False).start()
anyone = {
    "endpoint_url": f"http://127.0.0.1:{port}",
    "region_name": "us-east-1",
    "aws_access_key_id": "nobody",
    "aws_secret_access_key": "nothing",
}
iam = boto3.client("iam", **anyone)
iam.create_user(UserName="stack")
statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::backups*"}
policy = {"Version": "2012-10-17", "Statement": [statement]}
iam.put_user_policy(UserName="stack", PolicyName="s3", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="stack")["AccessKey"]
boto3.client("s3", **anyone).create_bucket(Bucket="backups")
print(json.dumps({"id": key["AccessKeyId"], "secret": key["SecretAccessKey"]}), flush=True)
sys.stdin.read()
